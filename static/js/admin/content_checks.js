/**
 * What the rules of home/admin/content_checks.py ask of an element in the preview: true where all is well.
 */
(() => {
    const userbar = window.wagtail?.userbar;
    if (!userbar?.registerCheck) {
        return;
    }
    const plain = (text) => text.normalize("NFC").replace(/\s+/g, " ").trim();

    /** The words of a link, without marks at its ends, are none of those that say nothing. */
    userbar.registerCheck("check-link-words", (link, { words }) => {
        const name = plain(link.getAttribute("aria-label") || link.textContent);
        return !words.includes(name.toLowerCase().replace(/^[\s.,:;…>»→“”"']+|[\s.,:;…>»→“”"']+$/g, ""));
    });

    /** A table names its columns or its rows. */
    userbar.registerCheck("check-table-header", (table) => Boolean(table.querySelector("th")));

    /** No sentence is longer than so many syllables, which is what spaces part in Vietnamese. */
    userbar.registerCheck("check-sentence-length", (element, { longest }) => {
        const own = element.cloneNode(true);
        own.querySelectorAll("ul, ol").forEach((list) => list.remove());
        own.querySelectorAll("br").forEach((end) => end.replaceWith("\n"));
        return own.textContent
            .split(/[.!?…]+[\s”"')]+|\n+/)
            .every((sentence) => (sentence.match(/[\p{L}\p{N}_]+(?:[-/.,][\p{L}\p{N}_]+)*/gu) || []).length <= longest);
    });
})();
