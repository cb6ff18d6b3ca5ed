"""
What was learned, as numbers: what each word and each piece of a word says for each topic.
"""

import re
from collections.abc import Iterable
from typing import Final, NamedTuple

import attrs

from csmcore_textroute._errors import ModelError

UNIT: Final = 1_000_000
"""
Learned numbers are held in whole millionths, so that a model's file has one form only.
"""

MOST_TOPICS: Final = 200
"""
More topics than this are no topics any more.
"""

MOST_TERMS: Final = 200_000
"""
More words, or more pieces, than this are refused.
"""

GREATEST: Final = 1_000 * UNIT
"""
No learned number is greater: ``exp`` of a few of them still has a finite ratio.
"""

_LONGEST: Final = 20_000
_DIGEST: Final = re.compile("[0-9a-f]{64}")
_VERSION: Final = re.compile("[0-9][0-9A-Za-z.+-]{0,39}")


class Term(NamedTuple):
    """
    A word or a piece of one: how rare it is, and what it says for each topic, in millionths.
    """

    text: str
    rarity: int
    points: tuple[int, ...]


@attrs.frozen(kw_only=True)
class Origin:
    """
    What was learned from, and with.

    Attributes:
        examples: How many messages.

        digest: The SHA-256 of those messages.

        scikit_learn: The version that trained.

    Raises:
        ModelError: One of them cannot be.
    """

    examples: int
    digest: str
    scikit_learn: str

    def __attrs_post_init__(self) -> None:
        _check_number("origin.examples", self.examples, 1)
        if not _DIGEST.fullmatch(self.digest):
            raise ModelError("origin.digest", f"{self.digest[:80]!r} is no SHA-256 in small letters")
        if not _VERSION.fullmatch(self.scikit_learn):
            raise ModelError("origin.scikit_learn", f"{self.scikit_learn[:40]!r} is no version")


def _terms(terms: Iterable[Term]) -> tuple[Term, ...]:
    return tuple(terms)


def _texts(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(texts)


def _numbers(numbers: Iterable[int]) -> tuple[int, ...]:
    return tuple(numbers)


@attrs.frozen(kw_only=True)
class Weights:
    """
    All that was learned.

    Attributes:
        topics: The topics, two or more, sorted.

        biases: What speaks for each before anything is read, in millionths.

        words: The words that are known, sorted.

        pieces: The pieces of words that are known, sorted.

        origin: What was learned from.

    Raises:
        ModelError: Too many, out of order, a number for each topic is missing, or one is
            out of bounds.
    """

    topics: tuple[str, ...] = attrs.field(converter=_texts)
    biases: tuple[int, ...] = attrs.field(converter=_numbers)
    words: tuple[Term, ...] = attrs.field(converter=_terms)
    pieces: tuple[Term, ...] = attrs.field(converter=_terms)
    origin: Origin

    def __attrs_post_init__(self) -> None:
        if not 2 <= len(self.topics) <= MOST_TOPICS:
            raise ModelError("topics", f"{len(self.topics)} topics; give 2 to {MOST_TOPICS}")
        _check_sorted("topics", self.topics)
        self._check_points("biases", self.biases)
        self._check_terms("words", self.words)
        self._check_terms("pieces", self.pieces)

    def _check_points(self, where: str, points: tuple[int, ...]) -> None:
        if len(points) != len(self.topics):
            raise ModelError(where, f"{len(points)} numbers for {len(self.topics)} topics")
        for number in points:
            _check_number(where, number, -GREATEST)

    def _check_terms(self, where: str, terms: tuple[Term, ...]) -> None:
        if len(terms) > MOST_TERMS:
            raise ModelError(where, f"{len(terms)} terms; at most {MOST_TERMS} are read")
        _check_sorted(where, tuple(term.text for term in terms))
        for index, term in enumerate(terms):
            _check_number(f"{where}[{index}]", term.rarity, 1)
            self._check_points(f"{where}[{index}]", term.points)


def _check_number(where: str, number: int, least: int) -> None:
    if type(number) is not int or not least <= number <= GREATEST:
        told = repr(number)[:40]
        raise ModelError(where, f"{told} is no whole number from {least} to {GREATEST}")


def _check_sorted(where: str, texts: tuple[str, ...]) -> None:
    previous = ""
    for index, text in enumerate(texts):
        place = f"{where}[{index}]"
        if type(text) is not str or not text.strip() or len(text) > _LONGEST or not _writable(text):
            raise ModelError(place, f"{repr(text)[:40]} is no text that could be read in a message")
        if text <= previous:
            raise ModelError(place, f"{text[:40]!r} stands after {previous[:40]!r}; sort, each once")
        previous = text


def _writable(text: str) -> bool:
    """
    Whether it has no half of a character, which JSON can spell and no file can hold.
    """
    return not any("\ud800" <= char <= "\udfff" for char in text)
