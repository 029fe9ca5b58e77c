"""The faces of MindConnect: pages, API and command line."""
