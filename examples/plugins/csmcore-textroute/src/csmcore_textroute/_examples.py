"""
Messages whose topic is known: what a model learns from.
"""

import csv
import hashlib
import importlib.resources
import json
from collections.abc import Iterable
from typing import Final

import attrs

from csmcore_textroute._errors import ExampleError
from csmcore_textroute._terms import message, words

COLUMNS: Final = ("topic", "hard", "source", "subject", "description")
"""
The columns of a table of examples, in this order.
"""

_ANSWERS: Final = {"yes": True, "no": False}


@attrs.frozen(kw_only=True, order=True)
class Example:
    """
    A message and its topic.

    Attributes:
        topic: The topic.

        subject: The subject; may be empty.

        description: The text; may be empty, but not both.

        hard: Whether whoever labelled it had to think twice.

        source: Where it is from.
    """

    topic: str = attrs.field(kw_only=False)
    subject: str = ""
    description: str = ""
    hard: bool = False
    source: str = ""

    @property
    def text(self) -> str:
        """
        Subject and description as one text.
        """
        return message(self.subject, self.description)


def read_examples(table: str) -> tuple[Example, ...]:
    """
    The examples of a table in CSV, whose header is that of :data:`COLUMNS`.

    Raises:
        ExampleError: A column is missing, a row says nothing, or two rows say the same.
    """
    rows = csv.reader(table.splitlines(keepends=True), strict=True)
    try:
        if tuple(next(rows, ())) != COLUMNS:
            raise ExampleError(1, f"the header must be {','.join(COLUMNS)}")
        examples = []
        lines: dict[tuple[str, ...], int] = {}
        for row in rows:
            example = _example(rows.line_num, row)
            told = tuple(words(example.text))
            if told in lines:
                raise ExampleError(rows.line_num, f"says the same as line {lines[told]}; leave one out")
            lines[told] = rows.line_num
            examples.append(example)
    except csv.Error as error:
        raise ExampleError(rows.line_num, f"no CSV: {error}") from None
    return tuple(examples)


def _example(line: int, row: list[str]) -> Example:
    if len(row) != len(COLUMNS):
        raise ExampleError(line, f"{len(row)} columns; give {len(COLUMNS)}")
    topic, hard, source, subject, description = (cell.strip() for cell in row)
    if not topic:
        raise ExampleError(line, "no topic; say which it is, or leave the row out")
    if hard not in _ANSWERS:
        raise ExampleError(line, f"hard={hard!r}; say yes or no")
    if not words(message(subject, description)):
        raise ExampleError(line, "neither subject nor description has a word")
    return Example(topic, hard=_ANSWERS[hard], source=source, subject=subject, description=description)


def invented() -> tuple[Example, ...]:
    """
    The invented messages that the package brings, and trains its model on.
    """
    return _shipped("invented.csv")


def off_topic() -> tuple[Example, ...]:
    """
    Invented messages about nothing that the model knows, on which it should abstain.
    """
    return _shipped("off_topic.csv")


def _shipped(name: str) -> tuple[Example, ...]:
    place = importlib.resources.files("csmcore_textroute") / "data" / name
    return read_examples(place.read_text(encoding="utf-8"))


def digest(examples: Iterable[Example]) -> str:
    """
    The SHA-256 of topics and messages, whatever their order.
    """
    told = sorted((each.topic, each.subject, each.description) for each in examples)
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()
