// Streamlit guesses where its server is from the address of the page, and asks /regions/_stcore first. Tell it.
window.__streamlit = { BACKEND_BASE_URL: `${location.origin}/`, MAIN_PAGE_BASE_URL: `${location.origin}/` };

// An old browser keeps what the server wrote, without the buttons that it could not follow, and with a sentence instead:
// Streamlit's files want Safari 16.4 (or Chrome 98), our own modules Safari 14 (or Chrome 85).
{
  const lookbehind = "(?<=a)b";
  let isNew = "structuredClone" in window;
  try {
    new RegExp(lookbehind);
  } catch {
    isNew = false;
  }
  document.documentElement.classList.toggle("no-live", !isNew);
  document.documentElement.classList.toggle("no-modules", !Promise.any);
}
