"""The streams that page types offer, put together from the block families."""

from home.blocks.callouts import FiguresBlock, NoticeBlock, StepsBlock
from home.blocks.media import DownloadBlock, PictureBlock
from home.blocks.tables import TableBlock
from home.blocks.text import HeadingBlock, ParagraphBlock, QuoteBlock
from home.blocks.video import VideoBlock

__all__ = ["article_blocks"]


def article_blocks() -> list[tuple[str, object]]:
    """Blocks of an article: fresh instances, since a block belongs to one stream."""
    return [
        ("heading", HeadingBlock()),
        ("paragraph", ParagraphBlock()),
        ("picture", PictureBlock()),
        ("quote", QuoteBlock()),
        ("steps", StepsBlock()),
        ("table", TableBlock()),
        ("figures", FiguresBlock()),
        ("notice", NoticeBlock()),
        ("download", DownloadBlock()),
        ("video", VideoBlock()),
    ]
