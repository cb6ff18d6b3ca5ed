"""
What a message is made of.
"""

import pytest

from csmcore_textroute._terms import LONGEST_MESSAGE, message, pieces, pieces_of, words


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("My INVOICE, twice!", ["my", "invoice", "twice"]),
        ("can't can\u2019t cant", ["cant", "cant", "cant"]),
        ("39.90 on 2210", ["0", "0", "on", "0"]),
        ("HB-7731", ["hb", "0"]),
        ("Stra\u00dfe \uff21\uff22", ["strasse", "ab"]),
        ("!!! ... \n", []),
        ("", []),
    ],
)
def test_words_are_read_without_case_marks_and_amounts(text: str, read: list[str]) -> None:
    """
    Small letters, no apostrophes, each number the same; wide letters are letters.
    """
    assert words(text) == read


def test_pieces_know_where_a_word_begins_and_ends() -> None:
    """
    Every three and four neighbours of `` bill ``, blanks included.
    """
    assert pieces("bill") == [" bi", "bil", "ill", "ll ", " bil", "bill", "ill "]


def test_pieces_never_cross_words() -> None:
    """
    Of two words, those of each.
    """
    assert pieces_of("a bc") == [*pieces("a"), *pieces("bc")]


def test_subject_and_description_do_not_run_together() -> None:
    """
    The last word of one and the first of the other stay two.
    """
    assert words(message("late", "fee")) == ["late", "fee"]


def test_only_the_first_characters_of_a_long_message_are_read() -> None:
    """
    What comes after the limit changes nothing, so that nobody can keep a reader busy.
    """
    assert len(message("", "x" * 10 * LONGEST_MESSAGE)) == LONGEST_MESSAGE
