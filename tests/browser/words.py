"""Watching the admin's words: whatever a test shows an editor must not be English.

A script in the page reports every text and label it shows; `is_english` tells which are English. It knows the
words of Wagtail's and Django's own messages, less what Vietnamese uses as well.
"""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import django
import wagtail

from sangkien.translations import read_catalogue, read_messages
from showcase.demo.reader import read

__all__ = ["BINDING", "COLLECT_WORDS", "is_english"]

BINDING = "sangkienWordsSeen"

# Texts, and the attributes that are read out or shown, of everything outside elements in another language.
COLLECT_WORDS = f"""
(() => {{
    const names = ["aria-label", "title", "placeholder", "alt", "data-tippy-content"];
    const known = new Set();
    const collect = () => {{
        const fresh = [];
        const add = (text) => {{
            const words = (text || "").replace(/\\s+/g, " ").trim();
            if (words && !known.has(words)) {{ known.add(words); fresh.push(words); }}
        }};
        // What is hidden is read when it appears; the last is a button of the date picker that Wagtail never shows.
        const skipped = "script, style, template, noscript, code, pre, [lang]:not(html), [data-user-content],"
            + "[hidden], .xdsoft_save_selected";
        const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
        for (let node = walker.nextNode(); node; node = walker.nextNode()) {{
            const element = node.nodeType === Node.TEXT_NODE ? node.parentElement : node;
            if (!element || element.closest(skipped)) continue;
            if (node.nodeType === Node.TEXT_NODE) add(node.textContent);
            else for (const name of names) add(element.getAttribute(name));
            if (element.tagName === "INPUT" && /submit|button/.test(element.type)) add(element.value);
        }}
        if (fresh.length && window.{BINDING}) window.{BINDING}(location.pathname, fresh);
    }};
    if (!location.pathname.startsWith("/admin/")) return;
    let waiting = 0;
    const soon = () => {{ clearTimeout(waiting); waiting = setTimeout(collect, 50); }};
    addEventListener("DOMContentLoaded", () => {{
        collect();
        new MutationObserver(soon).observe(document.body, {{childList: true, subtree: true, attributes: true}});
    }});
    addEventListener("load", collect);
}})();
"""

_LIBRARIES = [Path(wagtail.__file__).parent, Path(django.__file__).parent / "contrib/auth"]
_OURS = Path(__file__).resolve().parents[2] / "locale/vi/LC_MESSAGES"
_WORD = re.compile(r"[a-zà-ỹđ]+(?:['’][a-z]+)?")
_ENGLISH_WORD = re.compile(r"[a-z]{3,}(?:['’][a-z]+)?")
# What a Vietnamese syllable without marks looks like: "the", "can", "men" are Vietnamese too.
_SYLLABLE = re.compile(
    r"(?:b|c|ch|d|g|gh|gi|h|k|kh|l|m|n|ng|ngh|nh|p|ph|qu|r|s|t|th|tr|v|x)?"
    r"(?:[aeiouy]|ai|ao|au|ay|eo|eu|ia|ie|ieu|iu|oa|oai|oay|oe|oi|oo|ua|uay|ue|ui|uo|uoi|uou|uu|uy|uya|uye|ye|yeu)"
    r"(?:c|ch|m|n|ng|nh|p|t)?"
)
_PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}|<[^>]*>|&\w+;")


@cache
def _english_messages() -> frozenset[str]:
    """What Wagtail and Django say in English, and Vietnamese says otherwise."""
    return frozenset(
        part.split("\4")[-1]
        for library in _LIBRARIES
        for path in library.rglob("locale/en/LC_MESSAGES/django*.po")
        for message in read_messages(path)
        for part in message.split("\0")
    ) - frozenset(_vietnamese_texts())


@cache
def _english_words() -> frozenset[str]:
    """Words of those messages that our Vietnamese never uses."""
    vietnamese = {word for text in _vietnamese_texts() for word in _WORD.findall(_plain(text))}
    english = {word for message in _english_messages() for word in _ENGLISH_WORD.findall(_plain(message))}
    return frozenset(word for word in english - vietnamese if not _SYLLABLE.fullmatch(word))


@cache
def _vietnamese_texts() -> tuple[str, ...]:
    return tuple(text for path in _OURS.glob("*.po") for text in read_catalogue(path).values())


@cache
def _english_titles() -> frozenset[str]:
    return frozenset(_titles(read("english")))


def _titles(content: Any) -> Iterator[str]:
    if isinstance(content, list):
        for one in content:
            yield from _titles(one)
    elif isinstance(content, dict):
        for key, value in content.items():
            if key == "title":
                yield value
            yield from _titles(value)


def _plain(text: str) -> str:
    return _PLACEHOLDER.sub(" ", text).lower()


def is_english(text: str) -> bool:
    """Whether `text` is an English message, or at least half of its words are English.

    Addresses, codes and numbers count for nothing, nor do the titles of our own pages in English.
    """
    if text in _english_titles():
        return False
    if text in _english_messages():
        return True
    plain = re.sub(r"\S*[/@_\d]\S*|\S+\.[a-z]{2,}\b", " ", text.lower())
    words = _WORD.findall(plain)
    foreign = sum(word in _english_words() for word in words)
    return foreign > 0 and 2 * foreign >= len(words)
