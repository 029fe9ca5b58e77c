// Streamlit guesses where its server is from the address of the page, and asks /regions/_stcore first. Tell it.
window.__streamlit = { BACKEND_BASE_URL: `${location.origin}/`, MAIN_PAGE_BASE_URL: `${location.origin}/` };
