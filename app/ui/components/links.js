// Links that leave for a telephone or a map app. Streamlit's own sanitiser drops addresses such as kakaomap://.

const ALLOWED = ["https:", "tel:", "kakaomap:", "nmap:"];

export default function ({ parentElement, data }) {
  let list = parentElement.querySelector("ul.links");
  if (!list) {
    list = document.createElement("ul");
    list.className = "links";
    parentElement.append(list);
  }
  list.replaceChildren(
    ...data.links
      .filter(({ href }) => ALLOWED.includes(new URL(href).protocol))
      .map(({ label, href, tone, spoken }) => {
        const link = document.createElement("a");
        link.textContent = label;
        link.href = href;
        link.className = tone;
        if (spoken) link.setAttribute("aria-label", spoken);
        if (href.startsWith("https:")) Object.assign(link, { target: "_blank", rel: "noopener noreferrer" });
        const item = document.createElement("li");
        item.append(link);
        return item;
      }),
  );
  return () => list.remove();
}
