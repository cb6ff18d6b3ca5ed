"""
Channels: how much of an agent's capacity work of a kind takes, and while what holds of it.
"""

import datetime as dt
from typing import Any

import pytest

from csmcore.conditions import ANYTHING, parse
from csmcore.errors import DefinitionError
from csmcore.routing import Channel


def test_a_channel_takes_a_unit_for_each_piece_of_work() -> None:
    """
    Unless more is said, it counts always, one unit each, and any number of them.
    """
    channel = Channel("case")

    assert (channel.size, channel.capacity, channel.idle_after) == (1, None, None)
    assert channel.counts_when == ANYTHING


def test_what_counts_is_a_condition() -> None:
    """
    A text is parsed.
    """
    assert Channel("case", counts_when="state in (new, open)").counts_when == parse(
        "state in (new, open)"
    )


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"name": " "}, r"name is ' '; it must be a text that is not blank"),
        ({"size": -1}, r"size is -1; it is a whole number, 0 or more"),
        ({"size": 1.5}, r"size is 1\.5; it is a whole number, 0 or more"),
        ({"size": True}, r"size is True; it is a whole number, 0 or more"),
        ({"capacity": "3"}, r"capacity is '3'; it is a whole number, 0 or more"),
        ({"idle_after": 600}, r"600 is no duration"),
        (
            {"idle_after": dt.timedelta(0)},
            r"idle_after is datetime\.timedelta\(0\); it must be above zero",
        ),
        ({"counts_when": "state in"}, r"state in"),
    ],
)
def test_a_channel_that_is_none_is_refused(given: dict[str, Any], message: str) -> None:
    """
    Units are whole, durations above zero, and a condition parses.
    """
    with pytest.raises(DefinitionError, match=message):
        Channel(**{"name": "chat", **given})
