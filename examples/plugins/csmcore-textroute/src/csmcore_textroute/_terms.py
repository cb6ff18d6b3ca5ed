"""
What a message is made of: its words, and the pieces of its words.

Training and prediction both read messages here, so that they cannot differ.
"""

import re
import unicodedata
from typing import Final

LONGEST_MESSAGE: Final = 20_000
"""
So many characters of a message are read; what comes after is ignored.
"""

_WORD: Final = re.compile(r"[^\W\d_]+|\d+")
_APOSTROPHES: Final = str.maketrans(dict.fromkeys("'`\u2019\u02bc"))
_NUMBER: Final = "0"
_SHORTEST: Final = 3
_LONGEST: Final = 4


def message(subject: str, description: str) -> str:
    """
    Subject and description as one text.
    """
    return f"{subject}\n{description}"[:LONGEST_MESSAGE]


def words(text: str) -> list[str]:
    """
    The words in their order, in small letters and without apostrophes; each number is ``0``.

    Amounts and order numbers tell topics apart by being there, not by what they are.
    """
    plain = unicodedata.normalize("NFKC", text).casefold().translate(_APOSTROPHES)
    return [_NUMBER if word[0].isdigit() else word for word in _WORD.findall(plain)]


def pieces(word: str) -> list[str]:
    """
    Every three and four neighbouring characters of a word, its ends being blanks.

    A misspelt or an inflected word shares most of its pieces with the right one.
    """
    padded = f" {word} "
    return [
        padded[start : start + size]
        for size in range(_SHORTEST, _LONGEST + 1)
        for start in range(len(padded) - size + 1)
    ]


def pieces_of(text: str) -> list[str]:
    """
    The pieces of all words of a text.
    """
    return [piece for word in words(text) for piece in pieces(word)]
