// Links that leave for a telephone or a map app. Streamlit's own sanitiser drops addresses such as kakaomap://.

export default function ({ parentElement, data }) {
  const template = document.createElement("template");
  template.innerHTML = data.html;
  parentElement.querySelector("ul.links")?.remove();
  parentElement.append(template.content);
  return () => parentElement.querySelector("ul.links")?.remove();
}
