"""
Reads the golden cases and asks their questions, of csmcore and of the oracle alike.
"""

import datetime as dt
import functools
import json
import pathlib
from typing import Any, Final, Literal, NamedTuple, TypeAlias, cast

from csmcore.calendars import Calendar
from tests.oracle import Oracle, Schedule

HERE: Final = pathlib.Path(__file__).parent
ENGINES: Final = (
    "business_time",
    "chatwoot",
    "erpnext",
    "frappe_helpdesk",
    "rickar_cal",
    "spatie_opening_hours",
    "working_hours",
)

Answer: TypeAlias = dt.datetime | dt.timedelta | bool | Literal["refused"]


class Case(NamedTuple):
    """
    One question of one engine's tests, and the answer that csmcore owes.
    """

    id: str
    schedule: Schedule
    facts: dict[str, Any]
    boundary: Literal["close", "next_open"]
    expected: Answer
    why: Literal["as the source says", "at the boundary", "corrected", "refused"]


def cases() -> list[Case]:
    """
    All cases of all engines; one that is sensitive to the boundary comes once for each.
    """
    return [
        case for engine in ENGINES for facts in _read(engine)["cases"] for case in _cases(engine, facts)
    ]


@functools.cache
def _read(engine: str) -> dict[str, Any]:
    text = (HERE / f"{engine}.json").read_text(encoding="utf-8")
    return cast("dict[str, Any]", json.loads(text))


def _cases(engine: str, facts: dict[str, Any]) -> list[Case]:
    schedule: Schedule = _read(engine)["schedules"][facts["schedule"]]
    case = functools.partial(Case, facts["id"], schedule, facts)
    if facts["op"] == "error":
        return [case("close", "refused", "refused")]
    found = []
    if "expect_if_close" in facts:
        found += [case("close", _answer(facts, facts["expect_if_close"]), "at the boundary")]
        found += [case("next_open", _answer(facts, facts["expect_if_next_open"]), "at the boundary")]
    elif "oracle" in facts or "expect_if_identity" in facts:
        right = facts["oracle"] if "oracle" in facts else facts["expect_if_identity"]
        found += [case("close", _answer(facts, right), "corrected")]
    else:
        found += [case("close", _answer(facts, facts["expect"]), "as the source says")]
    return found


def _answer(facts: dict[str, Any], told: str | float | bool) -> Answer:
    if isinstance(told, bool):
        return told
    if facts["op"] == "between":
        return dt.timedelta(seconds=float(told))
    return dt.datetime.fromisoformat(str(told))


def ask(asked: Calendar | Oracle, case: Case) -> Answer:
    """
    The question of a case, put to a calendar.
    """
    facts = case.facts
    if facts["op"] == "is_business_day":
        return asked.is_business_day(dt.date.fromisoformat(facts["date"]))
    start = dt.datetime.fromisoformat(facts["start"])
    match facts["op"]:
        case "add":
            return asked.add(start, dt.timedelta(seconds=facts["amount_s"]), boundary=case.boundary)
        case "subtract":
            return asked.subtract(start, dt.timedelta(seconds=facts["amount_s"]))
        case "between":
            return asked.between(start, dt.datetime.fromisoformat(facts["end"]))
        case "add_days":
            return asked.add_days(start, facts["days"])
        case _:
            method = getattr(asked, facts["op"].replace("prev_", "previous_"))
            return cast("Answer", method(start))
