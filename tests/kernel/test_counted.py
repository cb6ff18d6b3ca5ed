"""
How many there are of something is told in words.
"""

import pytest

from csmcore.kernel import counted


@pytest.mark.parametrize(
    ("count", "nouns", "told"),
    [
        (0, None, "0 events"),
        (1, None, "1 event"),
        (2000, None, "2,000 events"),
        (1, "happenings", "1 event"),
        (2, "happenings", "2 happenings"),
    ],
)
def test_one_is_called_otherwise_than_several(count: int, nouns: str | None, told: str) -> None:
    """
    None at all are several; thousands are held apart.
    """
    assert counted(count, "event", nouns) == told
