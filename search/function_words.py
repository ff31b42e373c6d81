"""Words that hold a Vietnamese question together and say nothing of its matter. Pure.

    function_words_of(["làm", "sao", "để", "cửa", "khít"], unmarked=False)    # làm, sao, để
    function_words_of(["cua", "xe"], unmarked=True)                           # none: cửa, cưa, cua are matter

In a question they rank, but no record need hold them.
"""

from collections.abc import Sequence

from search.vietnamese import fold_tokens, tokens

FUNCTION_WORDS = frozenset(
    tokens(
        """
        ai bằng bị bởi các cái càng cần chẳng cho chưa có còn của cũng cùng cứ dù do đã đang đâu đây đấy để đến đều
        đó được gì hãy hay hoặc hơn khi không là lại lắm luôn mà mấy mình mọi mỗi một muốn này nào nên nếu nhau nhiều
        như nhưng những nữa ở phải quá ra rất rằng rồi sao sau sẽ sự tại thế theo thêm thì tới trên trong từ từng tự
        và vào vẫn vậy về vì việc với
        """
    )
)
"""As `search.vietnamese.tokens` writes them."""

_SAFE = frozenset(fold_tokens(tokens("không những nhưng nếu như hoặc nhiều rất")))
"""Those that are hardly anything else when typed without marks."""

SAID_OF_ALL = ("sang", "kien")
"""What every record of the catalogue is: at the head of a question it tells nothing either."""


_ASKING = tuple(
    tuple(tokens(phrase)) for phrase in ("làm sao", "làm thế nào", "như thế nào", "tại sao", "vì sao")
)
_UNMARKED_ASKING = tuple(tuple(fold_tokens(phrase)) for phrase in _ASKING)


IDLE_WORDS = FUNCTION_WORDS | frozenset(
    tokens(
        """
        à ạ anh bạn cả chỉ chị chúng chứ đi em giờ giúp hầu hết làm lần lên lúc mãi nhất nọ ơi song ta tất thấy
        thường tôi trước tuy vài vừa xem xin xong
        """
    )
)
"""Those, and more that tell nothing of a trouble described in a sentence or two."""

_AMBIGUOUS = frozenset(
    fold_tokens(
        tokens(
            "à ạ bằng bị cả cần cho do đây đấy đi đâu để giờ là lần mà mấy mỗi ở sao ta tại tất từ từng về"
        )
    )
)
"""Those that may be matter when typed without marks: can is cần, but also cân, cạn, căn."""

_UNMARKED_IDLE = frozenset(fold_tokens(IDLE_WORDS)) - _AMBIGUOUS


def is_idle(word: str, *, unmarked: bool) -> bool:
    """Whether an exact token tells nothing of a trouble described at length."""
    return word in IDLE_WORDS or (unmarked and word in _UNMARKED_IDLE)


def function_words_of(words: Sequence[str], *, unmarked: bool) -> frozenset[str]:
    """Those of a question's exact tokens; `unmarked` says that all of it was typed without marks."""
    found = {word for word in words if word in (_SAFE if unmarked else FUNCTION_WORDS)}
    for phrase in _UNMARKED_ASKING if unmarked else _ASKING:
        if any(tuple(words[at : at + len(phrase)]) == phrase for at in range(len(words))):
            found.update(phrase)
    return frozenset(found)


__all__ = ["FUNCTION_WORDS", "IDLE_WORDS", "SAID_OF_ALL", "function_words_of", "is_idle"]
