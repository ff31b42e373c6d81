/* Tells the site that a result was chosen: which question (a signed token) and its place in the list, nothing
   about the reader. Without this file searches are counted all the same, choices are not. */

const { asked, to } = document.querySelector("script[data-asked]").dataset;

/* Place of a link in its list, from 1; 0 among the pinned ones, -1 outside every list. */
function place(link) {
  const list = link.closest("[data-results]");
  if (!list) return -1;
  const first = Number(list.dataset.results);
  const rows = [...(list.querySelector(":scope > :is(ol, ul, div)") || list).children];
  return first === 0 ? 0 : first + rows.findIndex((row) => row.contains(link));
}

function tell(event) {
  if (event.type === "auxclick" && event.button !== 1) return;
  const link = event.target.closest("a[href]");
  const at = link ? place(link) : -1;
  if (at >= 0) navigator.sendBeacon(to, new URLSearchParams({ cau: asked, thu: at }));
}

if (asked && navigator.sendBeacon) {
  document.addEventListener("click", tell);
  document.addEventListener("auxclick", tell);
}
