/**
 * Editing forms of the admin: a token for each, so that a form sent twice is written once (home/editing.py), and no
 * lost words when the connection is lost. Wagtail's autosave tries again for about a minute; this module tells the
 * editor, tries again when the line is back, and keeps the words of the form in the window's own storage meanwhile.
 */

const script = document.getElementById("editing-guard");
const word = (name) => script?.getAttribute(`data-word-${name}`) ?? "";
const form = document.querySelector("form[data-edit-form]");
const storageKey = () => `unsaved:${location.pathname}`;
const LONGEST = 200_000;

/** 32 hexadecimal digits; `crypto.randomUUID` exists on secure addresses only. */
function token() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function addToken() {
  if (form.elements.namedItem("form_token")) return;
  const field = Object.assign(document.createElement("input"), { type: "hidden", name: "form_token" });
  field.value = token();
  form.append(field);
}

/** Names and values that a person typed: no choices, keys, tokens, counts or files. */
function typed(data) {
  const words = [];
  for (const [name, value] of data) {
    if (typeof value !== "string" || value.trim().length < 2) continue;
    if (form.elements.namedItem(name) instanceof HTMLSelectElement) continue;
    if (/csrf|token|revision|_FORMS$|-(id|type|order|deleted|DELETE|ORDER)$|^next$/.test(name)) continue;
    words.push([name, plain(value)]);
  }
  return words;
}

/** Rich text is stored as JSON of its blocks: only its words are of use to a reader. */
function plain(value) {
  if (!value.startsWith('{"blocks"')) return value;
  try {
    return JSON.parse(value).blocks.map((block) => block.text).join("\n");
  } catch {
    return value;
  }
}

function keep(data) {
  try {
    sessionStorage.setItem(storageKey(), JSON.stringify({ words: typed(data) }).slice(0, LONGEST));
  } catch {
    // A full or forbidden storage: the words are still in the form.
  }
}

function forget() {
  sessionStorage.removeItem(storageKey());
}

function notice() {
  let element = document.getElementById("editing-notice");
  if (!element) {
    element = document.createElement("div");
    element.id = "editing-notice";
    element.className = "help-block help-warning";
    element.setAttribute("role", "status");
    form.prepend(element);
  }
  return element;
}

function say(text) {
  const element = notice();
  element.hidden = false;
  element.textContent = text;
}

let lost = false;

function lose(event) {
  if (event.detail?.type !== "network_error") return;
  lost = true;
  keep(new FormData(form));
  say(word("offline"));
}

function saved(event) {
  forget();
  // A button pressed next sends the form from this revision on.
  const { revision_id: id, revision_created_at: moment } = event.detail?.data ?? {};
  const loaded = form.elements.namedItem("loaded_revision_id");
  const loadedAt = form.elements.namedItem("loaded_revision_created_at");
  if (id && loaded && loadedAt) {
    loaded.value = id;
    loadedAt.value = moment;
  }
  if (!lost) return;
  lost = false;
  say(word("back"));
}

/** The event that Wagtail's own change detection sends starts its autosave. */
function retry() {
  if (!lost) notice().hidden = true;
  else form.dispatchEvent(new CustomEvent("w-unsaved:add", { bubbles: true, cancelable: true, detail: { type: "edits" } }));
}

function showKept() {
  let kept = null;
  try {
    kept = JSON.parse(sessionStorage.getItem(storageKey()) ?? "null");
  } catch {
    forget();
  }
  if (!kept?.words?.length) return;
  say(word("kept"));
  const details = document.createElement("details");
  details.append(Object.assign(document.createElement("summary"), { textContent: word("show") }));
  const list = document.createElement("dl");
  for (const [name, value] of kept.words) {
    const label = form.querySelector(`label[for="id_${CSS.escape(name)}"]`)?.textContent.trim() || name;
    list.append(
      Object.assign(document.createElement("dt"), { textContent: label }),
      Object.assign(document.createElement("dd"), { textContent: value }),
    );
  }
  const button = Object.assign(document.createElement("button"), {
    type: "button",
    className: "button button-small button-secondary",
    textContent: word("discard"),
  });
  button.addEventListener("click", () => {
    forget();
    notice().hidden = true;
  });
  details.append(list);
  notice().append(details, button);
}

if (form) {
  addToken();
  showKept();
  form.addEventListener("w-autosave:error", lose);
  form.addEventListener("w-autosave:success", saved);
  window.addEventListener("online", retry);
  window.addEventListener("offline", () => {
    keep(new FormData(form));
    say(word("offline"));
  });
}
