"""Pasting as a person does, with what Word leaves on the clipboard."""

from pathlib import Path

from playwright.sync_api import Page

__all__ = ["WORD", "paste"]

WORD = (Path(__file__).parents[1] / "home" / "pasted" / "word.html").read_text()

_PASTE = """([selector, html]) => {
    const data = new DataTransfer();
    data.setData("text/html", html);
    data.setData("text/plain", "chữ trơn");
    const event = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
    document.querySelector(selector).dispatchEvent(event);
}"""


def paste(page: Page, selector: str, html: str) -> None:
    """Give an element HTML from the clipboard."""
    page.evaluate(_PASTE, [selector, html])
