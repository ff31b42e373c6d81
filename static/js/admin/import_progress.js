// Keeps the progress of an import up to date. Without this script the page is looked at again by hand.

const PERIOD = 2000;
const place = document.querySelector("[data-import-progress]");
const words = new Intl.NumberFormat("vi-VN");

function show(answer) {
  const bar = place.querySelector("progress");
  if (bar) bar.value = answer.percent;
  const percent = place.querySelector("[data-progress-percent]");
  if (percent) percent.textContent = answer.percent;
  for (const count of place.querySelectorAll("[data-progress-count]")) {
    count.textContent = words.format(answer[count.dataset.progressCount]);
  }
}

async function ask() {
  try {
    const answer = await fetch(place.dataset.importProgress, { headers: { Accept: "application/json" } });
    if (answer.ok) {
      const said = await answer.json();
      if (said.state !== place.dataset.state) {
        window.location.reload();
        return;
      }
      show(said);
    }
  } catch {
    // The line was lost: the next attempt may find it again.
  }
  setTimeout(ask, PERIOD);
}

if (place) setTimeout(ask, PERIOD);
