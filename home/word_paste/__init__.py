"""What a word processor or a web page puts on the clipboard → blocks of an article. Pure: no database, no files.

`convert` takes the HTML of the clipboard and gives headings, paragraphs with lists, and tables. What is kept:
the words (Unicode NFC), headings, bold and italic where the editor offers them, lists with their levels, links,
tables. What goes: fonts and colours, empty paragraphs, review comments, deleted and hidden text, pictures, runs
of spaces. The markup that comes out is written here from plain text, never copied from what came in.
"""

from home.word_paste.convert import HEADING, PARAGRAPH, TABLE, Pasted, PastedBlock, clean_rich_text, convert
from home.word_paste.reading import LONGEST

__all__ = [
    "HEADING",
    "LONGEST",
    "PARAGRAPH",
    "TABLE",
    "Pasted",
    "PastedBlock",
    "clean_rich_text",
    "convert",
]
