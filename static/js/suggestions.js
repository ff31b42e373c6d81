/* Suggestions under a search box: a combobox with list autocomplete, after the ARIA Authoring Practices.
   Progressive only: without this file, or while the server has nothing to say, the box is a plain form. */

const WAIT = 150; // milliseconds without a key before the server is asked
const PATIENCE = 3000; // milliseconds after which an answer comes too late
const LEAST = 2; // characters

const text = {
  list: "Gợi ý",
  count: (number) => `${number} gợi ý, chọn bằng phím mũi tên.`,
};

function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

class Combobox {
  constructor(form, number) {
    this.address = form.dataset.suggestions;
    this.id = `goi-y-${number}`;
    this.input = form.elements.q;
    this.list = element("div", { class: "suggestions", id: this.id, role: "listbox", "aria-label": text.list, lang: "vi", hidden: "" });
    this.status = element("p", { class: "visually-hidden", role: "status", lang: "vi" });
    this.input.closest(".search__row").append(this.list);
    form.append(this.status);
    for (const [key, value] of Object.entries({
      role: "combobox",
      "aria-autocomplete": "list",
      "aria-expanded": "false",
      "aria-controls": this.id,
      autocapitalize: "off",
    })) this.input.setAttribute(key, value);

    this.input.addEventListener("input", (event) => { if (!event.isComposing) this.typed(); });
    this.input.addEventListener("compositionend", () => this.typed());
    this.input.addEventListener("keydown", (event) => this.pressed(event));
    this.input.addEventListener("blur", () => this.close());
    // A press on the list must not take the focus from the box, or it would close under the finger.
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    form.addEventListener("submit", () => this.forget());
    addEventListener("pagehide", () => this.forget());
  }

  get options() {
    return [...this.list.querySelectorAll("[role=option]")];
  }

  get isOpen() {
    return !this.list.hidden;
  }

  typed() {
    this.forget();
    if (this.input.value.trim().length >= LEAST) this.timer = setTimeout(() => this.ask(), WAIT);
  }

  /* Drop what is shown and what is on its way. */
  forget() {
    clearTimeout(this.timer);
    this.request?.abort();
    this.request = null;
    this.close();
    this.list.replaceChildren();
    this.status.textContent = "";
  }

  async ask() {
    const request = new AbortController();
    this.request = request;
    const late = setTimeout(() => request.abort(), PATIENCE);
    try {
      const answer = await fetch(`${this.address}?${new URLSearchParams({ q: this.input.value.trim() })}`, {
        credentials: "omit",
        headers: { Accept: "application/json" },
        signal: request.signal,
      });
      if (answer.ok) this.show((await answer.json()).groups);
    } catch {
      // No connection, too slow, or another key was pressed meanwhile: the form still works.
    } finally {
      clearTimeout(late);
    }
  }

  show(groups) {
    let number = 0;
    this.list.replaceChildren(...groups.map((group, place) => {
      const label = element("div", { class: "suggestions__label", id: `${this.id}-nhom-${place}`, role: "presentation" }, group.label);
      const items = group.items.map(({ url, parts, note }) => element(
        "a",
        { class: "suggestions__item", id: `${this.id}-${number++}`, role: "option", href: url, tabindex: "-1", "aria-selected": "false" },
        element("span", {}, ...parts.map(([piece, typed]) => (typed ? element("mark", {}, piece) : piece))),
        ...(note ? [element("small", { class: "suggestions__note" }, note)] : []),
      ));
      return element("div", { class: "suggestions__group", role: "group", "aria-labelledby": label.id }, label, ...items);
    }));
    this.status.textContent = number ? text.count(number) : "";
    if (document.activeElement === this.input) this.open();
  }

  open() {
    if (!this.list.childElementCount) return;
    this.list.hidden = false;
    this.input.setAttribute("aria-expanded", "true");
  }

  close() {
    this.choose(null);
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
  }

  choose(option) {
    this.chosen?.setAttribute("aria-selected", "false");
    this.chosen = option;
    if (!option) {
      this.input.removeAttribute("aria-activedescendant");
      return;
    }
    option.setAttribute("aria-selected", "true");
    this.input.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  }

  /* From the box to the first or last option, and round. */
  move(step) {
    this.open();
    const options = this.options;
    if (!options.length) return;
    const from = this.chosen ? options.indexOf(this.chosen) : step > 0 ? -1 : 0;
    this.choose(options.at((from + step) % options.length));
  }

  pressed(event) {
    if (event.isComposing || event.keyCode === 229) return; // the key belongs to the input method
    const { key } = event;
    if (key === "ArrowDown" || key === "ArrowUp") {
      if (!this.list.childElementCount) return;
      event.preventDefault();
      if (!event.altKey) this.move(key === "ArrowDown" ? 1 : -1);
      else if (key === "ArrowDown") this.open();
      else this.close();
    } else if (key === "Escape" && this.isOpen) {
      event.preventDefault();
      this.close();
    } else if (key === "Enter" && this.isOpen && this.chosen) {
      event.preventDefault();
      this.chosen.click();
    } else if (key === "Tab") {
      this.close();
    } else if (["Home", "End", "ArrowLeft", "ArrowRight"].includes(key)) {
      this.choose(null); // the caret moves in the box again
    }
  }
}

document.querySelectorAll("form[data-suggestions]").forEach((form, number) => new Combobox(form, number));
