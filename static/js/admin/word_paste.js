/**
 * “Dán từ Word”: a button over every article body, a dialog that shows what came, and clean pasting into a paragraph.
 *
 * The server turns the clipboard's HTML into blocks; they enter the form through the stream widget of Wagtail itself
 * (`rootBlock.insert`), so nothing is saved before the editor saves.
 */

const LIVE = new WeakSet();
const dialog = document.getElementById("word-paste-dialog");
const find = (name) => dialog.querySelector(`[data-word-paste-${name}]`);
const area = dialog && find("area");
const status = dialog && find("status");
let stream = null;
let pasted = [];

/** A stream of articles offers headings and paragraphs; lists of links or tasks do not. */
const isArticle = (block) => {
    const offered = block?.blockDef?.childBlockDefsByName;
    return Boolean(offered?.heading && offered?.paragraph && block.insert);
};

const send = async (fields) => {
    const body = new FormData();
    for (const [name, value] of Object.entries(fields)) {
        body.append(name, value);
    }
    const answer = await fetch(dialog.dataset.url, {
        method: "POST",
        body,
        headers: { "X-CSRFToken": document.querySelector("[name=csrfmiddlewaretoken]").value },
    });
    const data = await answer.json();
    if (!answer.ok) {
        throw new Error(data.error);
    }
    return data;
};

/** Pictures inside the clipboard may weigh megabytes and are left out anyway; that they were there is told. */
const withoutPictures = (html) => html.replace(/\ssrc\s*=\s*("[^"]*"|'[^']*')/gi, "");

const clipboard = (data) => ({
    html: withoutPictures(data.getData("text/html")),
    text: data.getData("text/plain"),
});

// --- The dialog -----------------------------------------------------------------------------------

const clear = () => {
    pasted = [];
    area.replaceChildren();
    status.textContent = "";
    find("notes").replaceChildren();
    find("blocks").replaceChildren();
    find("preview").hidden = true;
    dialog.querySelectorAll("[data-word-paste-add]").forEach((button) => {
        button.disabled = true;
    });
};

const item = (html, label) => {
    const entry = document.createElement("li");
    const name = document.createElement("span");
    name.className = "word-paste__label";
    name.textContent = label;
    const body = document.createElement("div");
    // Written by the server from plain text, see home/word_paste/convert.py.
    body.innerHTML = html;
    entry.append(name, body);
    return entry;
};

const note = (text) => Object.assign(document.createElement("li"), { textContent: text });

const show = (answer) => {
    pasted = answer.blocks;
    find("blocks").replaceChildren(...pasted.map((block) => item(block.preview, block.label)));
    find("notes").replaceChildren(...answer.notes.map(note));
    find("preview").hidden = false;
    dialog.querySelectorAll("[data-word-paste-add]").forEach((button) => {
        button.disabled = false;
    });
};

const take = async (fields) => {
    status.textContent = "…";
    try {
        const types = Object.keys(stream.blockDef.childBlockDefsByName).join(" ");
        show(await send({ ...fields, types }));
        status.textContent = "";
    } catch (error) {
        // A refusal of the server says why; anything else is the line.
        status.textContent = error instanceof TypeError || !error.message ? dialog.dataset.failed : error.message;
    }
};

const add = (how) => {
    if (how === "replace") {
        for (let place = stream.children.length - 1; place >= 0; place -= 1) {
            stream.deleteBlock(place);
        }
    }
    const first = stream.children.length;
    pasted.forEach((block, place) => {
        stream.insert({ type: block.type, value: block.value, id: null }, first + place);
    });
    stream.container?.[0]?.dispatchEvent(new Event("change", { bubbles: true }));
    const count = String(pasted.length);
    const bar = stream.wordPasteBar?.querySelector(".word-paste-bar__help");
    if (bar) {
        bar.setAttribute("role", "status");
        bar.textContent = dialog.dataset.added.replace("%(count)s", count);
    }
    dialog.close();
    stream.children[first]?.focus?.({ soft: true });
};

const open = (block) => {
    stream = block;
    clear();
    dialog.showModal();
    area.focus();
};

// --- The bar over a stream ------------------------------------------------------------------------

const addBar = (block, root) => {
    const bar = document.getElementById("word-paste-bar").content.firstElementChild.cloneNode(true);
    bar.querySelector("[data-word-paste-open]").addEventListener("click", () => open(block));
    root.before(bar);
    block.wordPasteBar = bar;
};

const look = () => {
    document.querySelectorAll("[id$='-root']").forEach((root) => {
        if (!LIVE.has(root) && isArticle(root.rootBlock)) {
            LIVE.add(root);
            addBar(root.rootBlock, root);
        }
    });
};

// --- Pasting into one paragraph -------------------------------------------------------------------

/** What a word processor writes and Draftail does not understand: drawn lists, styles, review marks. */
const FROM_OFFICE = /mso-|MsoNormal|MsoList|urn:schemas-microsoft-com|docs-internal-guid|content="LibreOffice/i;

/** Draftail itself leaves out what its field does not offer. */
const FEATURES = "bold italic link ol ul";

const insertInto = (target, html, text) => {
    const data = new DataTransfer();
    data.setData("text/html", html);
    data.setData("text/plain", text);
    const event = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
    event.isCleaned = true;
    target.dispatchEvent(event);
};

const cleanPaste = async (event) => {
    const editor = event.target.closest?.(".Draftail-Editor");
    const { html, text } = clipboard(event.clipboardData || new DataTransfer());
    if (!editor || event.isCleaned || !FROM_OFFICE.test(html)) {
        return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
    const { target } = event;
    try {
        const answer = await send({ html, features: FEATURES });
        insertInto(target, answer.html, text);
    } catch {
        insertInto(target, "", text); // the words at least
    }
};

if (dialog) {
    area.addEventListener("paste", (event) => {
        event.preventDefault();
        take(clipboard(event.clipboardData));
    });
    // Words typed or dropped into the box count as well.
    area.addEventListener("blur", () => {
        if (area.textContent.trim()) {
            take({ html: withoutPictures(area.innerHTML), text: area.textContent });
        }
    });
    find("clear").addEventListener("click", () => {
        clear();
        area.focus();
    });
    dialog.querySelectorAll("[data-word-paste-add]").forEach((button) => {
        button.addEventListener("click", () => add(button.dataset.wordPasteAdd));
    });
    document.addEventListener("paste", cleanPaste, true);
    // A stream takes the place of the element that would announce it, so its coming is watched.
    new MutationObserver(look).observe(document.querySelector("[data-edit-form]") || document.body, {
        childList: true,
        subtree: true,
    });
    look();
}
