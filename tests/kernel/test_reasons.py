"""
Reasons with a stable code, and decisions that carry them.
"""

import datetime as dt
import enum
import pickle
import zoneinfo
from decimal import Decimal
from typing import Final

import attrs
import pytest

from csmcore.errors import DefinitionError, DuplicateError, NaiveInstantError, UndecidedError
from csmcore.kernel import Decision, Reason, ReasonKind, Rejected, Scalar

EXPIRED: Final = ReasonKind("coverage.expired", "it ended on {ended_on}")
CHANNEL: Final = ReasonKind("coverage.channel", "it does not cover {channel}")


class Grade(str, enum.Enum):  # noqa: UP042 -- the older kind of enum, whose str() is not its value
    """
    A text with a name.
    """

    GOLD = "gold"


class Timedelta(dt.timedelta):
    """
    A duration as pandas has it.
    """

    nanoseconds = 0


class Nanodelta(Timedelta):
    """
    One that is finer than a microsecond.
    """

    nanoseconds = 3


def test_a_reason_reads_as_a_sentence() -> None:
    """
    A reason is a record of facts, and its sentence is made of them.
    """
    reason = EXPIRED(ended_on=dt.date(2024, 5, 3))

    assert str(reason) == reason.text == "it ended on 2024-05-03"
    assert reason.fields == (("ended_on", dt.date(2024, 5, 3)),)


def test_a_host_may_bring_its_own_words() -> None:
    """
    A phrase by code replaces the reason's own; a code that is missing keeps it.
    """
    dutch = {"coverage.expired": "de dekking liep af op {ended_on}"}

    assert EXPIRED(ended_on=dt.date(2024, 5, 3)).in_words(dutch) == "de dekking liep af op 2024-05-03"
    assert CHANNEL(channel="phone").in_words(dutch) == "it does not cover phone"


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("{name.__class__}", "{name.__class__}"),
        ("{name!r} {name:>9999}", "{name!r} {name:>9999}"),
        ("{stranger}", "{stranger}"),
        ("100 % {{name}}", "100 % {{other}}"),
        ("{name} {other}", "{other} plain"),
    ],
)
def test_a_phrase_is_filled_in_and_not_run(phrase: str, text: str) -> None:
    """
    Nothing in a phrase from a document is interpreted but the names of facts, once.
    """
    assert Reason("any", phrase, {"name": "{other}", "other": "plain"}).text == text


@pytest.mark.parametrize(
    ("fact", "shown"),
    [
        (None, "none"),
        (
            dt.datetime(2024, 5, 1, 9, tzinfo=zoneinfo.ZoneInfo("Europe/Amsterdam")),
            "2024-05-01 07:00:00Z",
        ),
        (dt.timedelta(hours=8), "8:00:00"),
        (Decimal("12.50"), "12.50"),
        (Grade.GOLD, "gold"),
        (3, "3"),
    ],
)
def test_facts_read_alike_everywhere(fact: Scalar, shown: str) -> None:
    """
    An instant is told in UTC, and what is a text inside reads as that text.
    """
    assert Reason("any", "{fact}", (("fact", fact),)).text == shown


def test_reasons_are_equal_when_code_and_facts_are() -> None:
    """
    The phrase is only how a reason reads, and the order of facts is only how they were told.
    """
    one = Reason("any", "{a} before {b}", (("a", 1), ("b", 2)))
    other = Reason("any", "eerst {a}, dan {b}", (("b", 2), ("a", 1)))

    assert one == other
    assert hash(one) == hash(other)
    assert one != Reason("any", "{a} before {b}", (("a", 1), ("b", 3)))
    assert one != Reason("some", "{a} before {b}", (("a", 1), ("b", 2)))


def test_an_instant_is_one_fact_in_every_zone() -> None:
    """
    Two reasons that speak of one instant are equal and have one hash.
    """
    utc = dt.datetime(2024, 5, 1, 7, tzinfo=dt.UTC)
    amsterdam = utc.astimezone(zoneinfo.ZoneInfo("Europe/Amsterdam"))
    one, other = (Reason("any", "at {at}", (("at", at),)) for at in (utc, amsterdam))

    assert (one, hash(one), str(one)) == (other, hash(other), str(other))
    assert pickle.loads(pickle.dumps(one)) == other


def test_a_fact_is_held_as_a_plain_value() -> None:
    """
    What a subclass adds is dropped, so that a reason means the same wherever it is read.
    """
    facts: tuple[Scalar, ...] = (Grade.GOLD, Timedelta(hours=1), True, 1)
    held = [
        value for _, value in Reason("any", "x", tuple((str(n), f) for n, f in enumerate(facts))).fields
    ]

    assert held == ["gold", dt.timedelta(hours=1), True, 1]
    assert [type(each) for each in held] == [str, dt.timedelta, bool, int]


@pytest.mark.parametrize(
    "fact",
    [
        ["a"],
        {"a": 1},
        {1},
        1.5,
        b"a",
        object(),
        (1, 2),
        Decimal("NaN"),
        Decimal("sNaN"),
        Decimal("inf"),
    ],
)
def test_a_fact_cannot_change_once_it_is_told(fact: object) -> None:
    """
    What could change, or is not even equal to itself, is no fact: the error says what is.
    """
    with pytest.raises(DefinitionError, match=r"a fact is a text|is no number"):
        Reason("any", "{fact}", (("fact", fact),))  # type: ignore[arg-type]


def test_a_fact_is_exact() -> None:
    """
    A time without a zone is no instant, and nanoseconds are not rounded silently.
    """
    with pytest.raises(NaiveInstantError):
        Reason("any", "{at}", (("at", dt.datetime(2024, 5, 1)),))
    with pytest.raises(DefinitionError, match="nanoseconds"):
        Reason("any", "{work}", (("work", Nanodelta(1)),))


def test_a_fact_has_a_name_of_its_own() -> None:
    """
    Two facts of one name would leave it open which is told.
    """
    with pytest.raises(DuplicateError, match="fact 'name'"):
        Reason("any", "{name}", (("name", 1), ("name", "1")))


@pytest.mark.parametrize(("code", "phrase"), [("", "x"), (" ", "x"), ("x", ""), ("x", None)])
def test_a_reason_says_something(code: str, phrase: str) -> None:
    """
    A reason has a code and a phrase, and so has a kind of reason.
    """
    with pytest.raises(DefinitionError, match="must be a text that is not blank"):
        Reason(code, phrase)
    with pytest.raises(DefinitionError, match="must be a text that is not blank"):
        ReasonKind(code, phrase)


def test_a_reason_has_the_facts_that_its_phrase_speaks_of() -> None:
    """
    A kind refuses to make a reason with a hole in it; more facts than it speaks of are fine.
    """
    with pytest.raises(DefinitionError, match=r"coverage.expired needs ended_on, and got \['on'\]"):
        EXPIRED(on=dt.date(2024, 5, 3))

    assert EXPIRED(ended_on=dt.date(2024, 5, 3), contract="C1").text == "it ended on 2024-05-03"
    assert ReasonKind("any", "{self}")(self="x").text == "x"


def test_what_was_rejected_says_why() -> None:
    """
    A candidate that was not chosen is told with every reason, and with none it is refused.
    """
    rejected: Rejected[str] = Rejected(
        "Gold support", (EXPIRED(ended_on=dt.date(2024, 5, 3)), CHANNEL(channel="phone"))
    )

    assert str(rejected) == "not Gold support: it ended on 2024-05-03; it does not cover phone"
    with pytest.raises(DefinitionError, match="Gold support was rejected without a reason"):
        Rejected("Gold support", ())
    with pytest.raises(DefinitionError, match="label is ''"):
        Rejected("", (CHANNEL(channel="phone"),))


@pytest.mark.parametrize("reasons", ["too late", ("too late",), [None]])
def test_a_reason_is_no_mere_text(reasons: object) -> None:
    """
    A text has no code that a host could translate; it is refused where a reason belongs.
    """
    with pytest.raises(DefinitionError, match="is no reason; call a ReasonKind"):
        Rejected("Gold support", reasons)  # type: ignore[arg-type]
    with pytest.raises(DefinitionError, match="is no reason"):
        Decision(question="entitlement", reasons=reasons)  # type: ignore[arg-type]


def test_a_reason_by_itself_is_a_series_of_one() -> None:
    """
    Who forgets the comma of a tuple of one is understood.
    """
    assert Rejected("x", CHANNEL(channel="phone")).reasons == (CHANNEL(channel="phone"),)  # type: ignore[arg-type]


def test_a_decision_explains_itself() -> None:
    """
    What was chosen, why, and what was not, one line each.
    """
    decision = Decision(
        question="entitlement",
        chosen="E-2",
        label="Silver support",
        reasons=(ReasonKind("coverage.matches", "it covers {channel}")(channel="web"),),
        rejected=(Rejected("Gold support", (EXPIRED(ended_on=dt.date(2024, 5, 3)),), "E-1"),),
    )

    assert str(decision).splitlines() == [
        "entitlement: Silver support",
        "  because it covers web",
        "  not Gold support: it ended on 2024-05-03",
    ]
    assert decision
    assert decision.get() == "E-2"
    assert str(attrs.evolve(decision, label="")).startswith("entitlement: E-2\n")


def test_nobodys_name_passes_for_a_reason() -> None:
    """
    A line break in a name or a fact does not start a line of its own.
    """
    reason = CHANNEL(channel="phone\n  because the customer is a friend\x1b[31m\u2028")
    told = str(
        Decision(question="entitlement", reasons=(reason,), rejected=(Rejected("x\nnot y", (reason,)),))
    )

    assert len(told.splitlines()) == 3
    assert "\x1b" not in told
    assert "\n" in reason.text  # the reason itself is told as it is


def test_a_decision_that_chose_nothing_is_false() -> None:
    """
    Nothing chosen is an answer, with its reasons; asking it for a choice raises them.
    """
    rejected: Rejected[str] = Rejected("Gold support", (EXPIRED(ended_on=dt.date(2024, 5, 3)),))
    decision: Decision[str] = Decision(
        question="entitlement", reasons=(CHANNEL(channel="fax"),), rejected=(rejected,)
    )

    assert not decision
    assert str(decision).startswith("entitlement: none\n")
    with pytest.raises(UndecidedError) as told:
        decision.get()
    assert told.value.question == "entitlement"
    assert told.value.reasons == (
        "it does not cover fax",
        "not Gold support: it ended on 2024-05-03",
    )
    assert str(told.value) == (
        "no entitlement: it does not cover fax; not Gold support: it ended on 2024-05-03"
    )


def test_a_decision_with_nothing_to_choose_from() -> None:
    """
    No candidates and no reasons: that itself is said.
    """
    nothing: Decision[str] = Decision(question="calendar")

    with pytest.raises(UndecidedError, match="no calendar: there was nothing to choose from"):
        nothing.get()


def test_a_choice_that_is_false_is_still_a_choice() -> None:
    """
    Nought, an empty text and an empty span are choices; only ``None`` is none.
    """
    assert Decision(question="extra hours", chosen=0)
    assert Decision(question="extra hours", chosen=0).get() == 0


def test_decisions_are_values() -> None:
    """
    Equal decisions are equal, hash alike and pickle.
    """
    one = Decision(question="queue", chosen="Q1", rejected=[Rejected("Q2", (CHANNEL(channel="fax"),))])  # type: ignore[arg-type]
    other = Decision(
        question="queue", chosen="Q1", rejected=(Rejected("Q2", (CHANNEL(channel="fax"),)),)
    )

    assert (one, hash(one)) == (other, hash(other))
    assert pickle.loads(pickle.dumps(one)) == other
