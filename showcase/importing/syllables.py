"""Whether a word can be a Vietnamese syllable: what tells a right guess at an encoding from a wrong one. Pure."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

__all__ = ["is_syllable", "score"]

_ONSETS = tuple("ngh ch gh gi kh ng nh ph qu th tr b c d đ g h k l m n p r s t v x".split())  # noqa: SIM905 - a table
_RIMES = frozenset(
    """
    a ai ao au ay ac ach am an ang anh ap at ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây
    e eo ec em en eng ep et ê êu êch êm ên ênh êp êt i ia iu ich im in inh ip it
    iêc iêm iên iêng iêp iêt iêu o oi oc om on ong op ot oong ooc oa oai oao oay oac oach oam oan oang oanh oap oat
    oăc oăm oăn oăng oăt oe oen oeo oet ô ôi ôc ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt
    u ui uc um un ung up ut ua uân uâng uât uây uê uêch uênh uơ uôi uôc uôm uôn uông uôt
    uy uya uych uynh uyn uyt uyu uyp uyên uyêt ư ưi ưu ưc ưm ưn ưng ưt ưa ươi ươu ươc ươm ươn ương ươp ươt
    y yêm yên yêng yêt yêu ynh yt
    """.split()  # noqa: SIM905 - a table is read by its lines
)
_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
_STOPS = ("c", "ch", "p", "t")
_BETWEEN_WORDS = re.compile(r"[\s\x00-@\[-`{-~“”‘’–—…•\u00a0%]+")
_LONGEST = 12
_MEASURES = frozenset({"µm", "µg", "µl", "µs", "µa", "µv", "µf"})


@lru_cache(maxsize=16_384)
def is_syllable(word: str) -> bool:
    """Whether an onset, a rime and one tone make up this word; a rime that ends in a stop has one of two tones."""
    tones, letters = list[str](), list[str]()
    for letter in unicodedata.normalize("NFD", word.lower()):
        (tones if letter in _TONES else letters).append(letter)
    if len(tones) > 1:
        return False
    stem = unicodedata.normalize("NFC", "".join(letters))
    rimes = [stem, *(stem[len(onset) :] for onset in _ONSETS if stem.startswith(onset))]
    if stem.startswith("gi"):
        rimes.append(stem[1:])
    if not any(rime in _RIMES for rime in rimes):
        return False
    return not stem.endswith(_STOPS) or tones in (["\u0301"], ["\u0323"])


def score(text: str) -> tuple[int, int]:
    """How many of the words with letters beyond ASCII can be Vietnamese syllables, and how many cannot."""
    good = bad = 0
    for word in _BETWEEN_WORDS.split(text):
        if word.isascii() or word.lower() in _MEASURES:
            continue
        if len(word) <= _LONGEST and is_syllable(word):
            good += 1
        else:
            bad += 1
    return good, bad
