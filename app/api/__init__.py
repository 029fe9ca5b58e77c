"""The REST API: FastAPI over the same domain as the pages, in the same process. No Streamlit."""
