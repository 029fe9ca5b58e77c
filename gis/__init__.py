"""The domain of MindConnect: where care is, when it is open and whom it reaches."""
