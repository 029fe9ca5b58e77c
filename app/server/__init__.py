"""The web server: Streamlit inside our frame, plain pages, tiles, files and the API, in one process."""
