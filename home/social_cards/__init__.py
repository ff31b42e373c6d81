"""Cards that chat apps and social networks show beside a link: pictures of words, drawn by the site itself.

A card holds what the page says of itself and nothing else: no photograph and no person's name, so that no consent is
needed and none has to be undone. Its address carries a digest of its content, so it may be kept for long and changes
with what it shows (a document that is replaced, a campaign that has ended). Nothing is stored: a card is drawn when it
is first asked for, and the last few are remembered by each process.
"""

from home.social_cards.drawing import HEIGHT, WIDTH
from home.social_cards.model import Card
from home.social_cards.registry import card_address, card_of, current_card, register_source

__all__ = ["HEIGHT", "WIDTH", "Card", "card_address", "card_of", "current_card", "register_source"]
