"""Text in cells of spreadsheets: nothing that a program would run, and nothing lost.

A cell that begins with = + - @, a tab or a carriage return is taken for a formula by spreadsheet programs. Such a
text gets an apostrophe before it, which they show as text. A text that has apostrophes before such a sign already gets
one more, so that taking one away always gives back what was there:

restore(neutralise(text)) == text
"""

__all__ = ["FORMULA", "MARK", "neutralise", "restore"]

_RUN = ("=", "+", "-", "@", "\t", "\r")

MARK = "'"
"""What is put before a text that would run."""

FORMULA = r"\A'*[=+\-@\t\r]"
"""The same texts as a regular expression, for whole columns at once."""


def neutralise(text: str) -> str:
    """The text with an apostrophe before it where a program would take it for a formula."""
    if not text or (text[0] not in _RUN and text[0] != MARK):
        return text
    return MARK + text if text.lstrip(MARK).startswith(_RUN) else text


def restore(text: str) -> str:
    """The text as it was before `neutralise`."""
    if text.startswith(MARK) and text.lstrip(MARK).startswith(_RUN):
        return text[1:]
    return text
