"""One module a publisher's file; the order in which the pipeline takes them stands in :mod:`etl.registry`."""
