"""What stands on a card."""

from dataclasses import astuple, dataclass
from functools import cached_property
from hashlib import sha256

__all__ = ["MOST_LETTERS", "Card"]

LAYOUT = 2
"""Goes up whenever cards look different, so that their addresses change."""

MOST_LETTERS = 300
"""Letters of a title that are looked at: no title needs more, and none takes longer."""


@dataclass(frozen=True)
class Card:
    """The words of a card; all of them in the language of its page.

    `label` says what kind of page it is, `hue` is the slug of a field for colours and pattern, `seed` what the
    pattern grows from. A document has a `symbol`, with `status` (a value of `LegalStatus`) and its words; a campaign
    or an initiative a `figure` with what it counts. `foot` is who speaks: an office, an issuer, a unit.
    """

    label: str
    title: str
    hue: str = ""
    seed: str = ""
    symbol: str = ""
    status: str = ""
    status_words: str = ""
    figure: str = ""
    figure_words: str = ""
    foot: str = ""
    demo_words: str = ""

    @cached_property
    def digest(self) -> str:
        """What tells this card from every other: 16 hexadecimal digits."""
        return sha256(repr((LAYOUT, astuple(self))).encode()).hexdigest()[:16]

    @property
    def words(self) -> str:
        """The card for those who do not see it."""
        parts = (self.label, self.symbol, self.status_words, self.title, self.figure, self.figure_words)
        return " · ".join(part for part in parts if part)[:420]
