"""
A decision as a table: what was chosen, what was not, and why.
"""

import xml.etree.ElementTree as ET
from typing import Final

from csmcore.kernel import Decision, Reason, ReasonKind, Rejected

NAMED: Final = ReasonKind("test.named", "the {who} names it")
LATER: Final = ReasonKind("test.later", "it comes later")
HOSTILE: Final = "<script>alert(1)</script></td>"

DECISION: Final = Decision(
    question="calendar",
    chosen=1,
    label="office",
    reasons=(NAMED(who="contract"), NAMED(who="account")),
    rejected=(Rejected("night", (LATER(),)), Rejected("sun", (LATER(), NAMED(who="default")))),
)


def rows(decision: Decision[int]) -> list[list[str]]:
    """
    The text of each cell, row by row; the reasons of one cell apart by a stroke.
    """
    table = ET.fromstring(decision._repr_html_())  # noqa: S314
    return [["|".join(cell.itertext()) for cell in row] for row in table.iter("tr")]


def test_a_row_for_each_candidate() -> None:
    """
    The chosen one first, then the others in their order, each with all its reasons.
    """
    assert rows(DECISION) == [
        ["calendar", "chosen", "why"],
        ["office", "yes", "the contract names it|the account names it"],
        ["night", "no", "it comes later"],
        ["sun", "no", "it comes later|the default names it"],
    ]


def test_the_caption_is_the_answer() -> None:
    """
    Who reads one line has it.
    """
    table = ET.fromstring(DECISION._repr_html_())  # noqa: S314

    assert table.findtext("figcaption") == "calendar: office"


def test_no_choice_is_told_too() -> None:
    """
    With why not; and where nobody was asked, the cell is empty.
    """
    none: Decision[int] = Decision(question="calendar", reasons=(LATER(),))
    empty: Decision[int] = Decision(question="calendar")

    assert rows(none)[1:] == [["none", "no", "it comes later"]]
    assert rows(empty)[1:] == [["none", "no", ""]]


def test_headings_are_headings() -> None:
    """
    Whoever has the table read out is told which candidate a cell is about.
    """
    table = ET.fromstring(DECISION._repr_html_())  # noqa: S314

    assert [each.get("scope") for each in table.iter("th")] == [*["col"] * 3, *["row"] * 3]


def test_a_long_list_is_cut_and_counted() -> None:
    """
    A hundred others are shown; how many more there are is said.
    """
    others = tuple(Rejected(f"r{each}", (LATER(),), each) for each in range(1234))
    many = Decision(question="x", chosen=1, rejected=others)

    assert len(rows(many)) == 1 + 1 + 100 + 1
    assert rows(many)[-1] == ["and 1,134 more that were not chosen"]


def test_a_strangers_text_stays_text() -> None:
    """
    Labels, questions and reasons open no tag.
    """
    reason = Reason("test.hostile", "{text}", {"text": HOSTILE})
    drawn = Decision(
        question=HOSTILE,
        chosen=1,
        label=HOSTILE,
        reasons=(reason,),
        rejected=(Rejected(HOSTILE, (reason,), 2),),
    )._repr_html_()

    assert "<script" not in drawn
    assert drawn.count("&lt;script&gt;") == 7  # caption twice, heading, two labels, two reasons
    ET.fromstring(drawn)  # noqa: S314
