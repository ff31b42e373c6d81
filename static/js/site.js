/* Cổng Sáng kiến. Progressive only: every page works without this file. */

const text = {
  copied: "Đã chép đường dẫn",
  copy: "Chép đường dẫn",
  failed: "Trình duyệt không cho chép. Hãy giữ tay vào đường dẫn để chép.",
};

/* Share rows: show only the buttons that this browser can honour. */
function enhanceShare(row) {
  const address = row.dataset.url || location.href;
  const status = row.querySelector("[data-status]");
  const button = (name) => row.querySelector(`[data-action="${name}"]`);
  const offer = (name, run) => {
    const element = button(name);
    if (!element) return;
    element.hidden = false;
    element.addEventListener("click", () => run(element));
  };

  if (navigator.share) {
    offer("share", async () => {
      try {
        await navigator.share({ title: row.dataset.title || document.title, url: address });
      } catch (error) {
        if (error.name !== "AbortError") status.textContent = text.failed;
      }
    });
  }
  if (navigator.clipboard) {
    offer("copy", async (element) => {
      const label = element.querySelector("[data-label]");
      try {
        await navigator.clipboard.writeText(address);
        status.textContent = text.copied;
        label.textContent = text.copied;
        setTimeout(() => { label.textContent = text.copy; }, 4000);
      } catch {
        status.textContent = text.failed;
      }
    });
  }
  offer("print", () => print());
  if (navigator.share || navigator.clipboard) row.dataset.ready = "";
}

/* Lines to copy: the button appears where the browser can copy. */
function enhanceCopy(box) {
  const button = box.querySelector("[data-action=copy]");
  if (!navigator.clipboard || !button) return;
  const status = box.querySelector("[data-status]");
  const label = button.querySelector("[data-label]");
  const words = label.textContent;
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(box.querySelector("[data-copy-text]").textContent.trim());
      status.textContent = label.textContent = status.dataset.copied;
      setTimeout(() => { label.textContent = words; }, 4000);
    } catch {
      status.textContent = status.dataset.failed;
    }
  });
}

/* Print buttons outside a share row. */
function enhancePrint(element) {
  element.hidden = false;
  element.addEventListener("click", () => print());
}

/* Drawers: Escape closes them and gives the focus back to their handle. */
function enhanceDrawer(drawer) {
  drawer.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !drawer.open) return;
    drawer.open = false;
    drawer.querySelector("summary").focus();
  });
}

/* The menu covers the page: a press beside it, or leaving it with Tab, closes it. */
function enhanceMenu(menu) {
  document.addEventListener("click", (event) => {
    if (menu.open && !menu.contains(event.target)) menu.open = false;
  });
  menu.addEventListener("focusout", (event) => {
    if (menu.open && event.relatedTarget && !menu.contains(event.relatedTarget)) menu.open = false;
  });
}

/* Empty filters need not travel in the address. */
function enhanceFilters(form) {
  form.addEventListener("submit", () => {
    for (const input of form.querySelectorAll("input[name], select[name]")) {
      if (!input.value && !input.disabled) {
        input.disabled = true;
        setTimeout(() => { input.disabled = false; });
      }
    }
  });
}

/* On paper nothing can be opened: tables behind charts and answers open for printing and close again. */
function openForPrint() {
  const opened = [];
  addEventListener("beforeprint", () => {
    for (const toggle of document.querySelectorAll(".table-toggle:not([open]), .question:not([open])")) {
      toggle.open = true;
      opened.push(toggle);
    }
  });
  addEventListener("afterprint", () => {
    for (const toggle of opened.splice(0)) toggle.open = false;
  });
}

const each = (selector, enhance) => document.querySelectorAll(selector).forEach(enhance);
each("[data-share]", enhanceShare);
each("[data-copy]", enhanceCopy);
each("[data-print]", enhancePrint);
each("details.menu, details.facets", enhanceDrawer);
each("details.menu", enhanceMenu);
for (const form of document.forms) {
  if (form.method === "get") enhanceFilters(form);
}
openForPrint();
