"""
The invented messages, and the tables from which messages are read.
"""

import itertools
import random
from collections import Counter

import pytest

from csmcore_textroute import ExampleError, TextModel, read_examples
from csmcore_textroute._examples import digest, invented, off_topic
from csmcore_textroute._terms import words

HEADER = "topic,hard,source,subject,description\n"


def test_all_messages_say_that_they_are_invented() -> None:
    """
    Nobody may take one for a real customer's.
    """
    assert {each.source for each in invented() + off_topic()} == {"invented"}


def test_every_topic_has_as_many_messages_and_some_hard_ones() -> None:
    """
    Six topics of 66, and at least five of each are hard.
    """
    counts = Counter(each.topic for each in invented())
    hard = Counter(each.topic for each in invented() if each.hard)

    assert set(counts.values()) == {66}
    assert len(counts) == len(hard) == 6
    assert min(hard.values()) >= 5


def test_no_two_messages_are_nearly_the_same() -> None:
    """
    No pair shares half of its words: so a fold never holds the twin of what was learned.
    """
    told = [frozenset(words(each.text)) for each in invented() + off_topic()]

    near = [
        (one, other)
        for one, other in itertools.combinations(told, 2)
        if len(one & other) > len(one | other) / 2
    ]

    assert near == []


def test_messages_about_something_else_are_not_learned() -> None:
    """
    They have a label of their own, which the model does not know.
    """
    assert {each.topic for each in off_topic()} == {"off_topic"}
    assert "off_topic" not in TextModel.load().topics


def test_a_table_is_read_as_it_stands() -> None:
    """
    Quotes, commas and lines within a cell; what stands around a cell's text goes.
    """
    (one,) = read_examples(HEADER + 'billing,yes,mine, Fee ,"Ten, ""again"".\nWhy?"\n')

    assert (one.topic, one.hard, one.source) == ("billing", True, "mine")
    assert (one.subject, one.description) == ("Fee", 'Ten, "again".\nWhy?')


@pytest.mark.parametrize(
    ("table", "problem"),
    [
        ("", "line 1: the header must be topic,hard,source,subject,description"),
        ("topic,subject\n", "line 1: the header must be"),
        (HEADER + "billing,no,mine,Fee\n", "line 2: 4 columns; give 5"),
        (HEADER + ",no,mine,Fee,\n", "line 2: no topic"),
        (HEADER + "billing,maybe,mine,Fee,\n", "line 2: hard='maybe'; say yes or no"),
        (HEADER + "billing,no,mine,!,?\n", "line 2: neither subject nor description has a word"),
        (HEADER + "a,no,mine,Fee,due\nb,no,mine,FEE due!,\n", "line 3: says the same as line 2"),
        (HEADER + 'billing,no,mine,"Fee,\n', "line 2: no CSV: unexpected end of data"),
    ],
)
def test_a_table_that_cannot_be_learned_from_is_refused(table: str, problem: str) -> None:
    """
    The error names the line and what would be right.
    """
    with pytest.raises(ExampleError, match=problem):
        read_examples(table)


def test_the_digest_depends_on_what_is_said_and_not_on_the_order() -> None:
    """
    Shuffled, it is the same; with one message less, another.
    """
    shuffled = list(invented())
    random.Random(1).shuffle(shuffled)

    assert digest(shuffled) == digest(invented())
    assert digest(shuffled[1:]) != digest(invented())
