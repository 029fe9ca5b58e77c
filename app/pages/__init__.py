"""The pages, one file each: read the widgets, call app.data once, draw."""
