"""What every page is built with: words, widgets, charts, maps, downloads, components and their files."""
