"""
Which policy counts for a record, and why.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Final

from csmcore.calendars import BusinessCalendar, Calendar
from csmcore.conditions import ANYTHING, explain
from csmcore.errors import DefinitionError, DuplicateError
from csmcore.kernel import (
    Change,
    Decision,
    Fact,
    Facts,
    Moment,
    Reason,
    ReasonKind,
    Rejected,
    Timeline,
    listed,
    to_choice,
    to_utc,
)
from csmcore.sla._policy import Match, SlaPolicy, label_of

FITS: Final = ReasonKind("sla.fits", "{condition} holds")
FITS_ALL: Final = ReasonKind("sla.fits_all", "it is for every record")
PINNED: Final = ReasonKind("sla.pinned", "the record says that it is measured under it")
UNFIT: Final = ReasonKind("sla.unfit", "{condition} does not hold: {found}")
INVALID: Final = ReasonKind("sla.invalid", "it is valid {valid}, and {at} is outside")
OUTRANKED: Final = ReasonKind("sla.outranked", "{by} comes before it")
OTHER_PINNED: Final = ReasonKind("sla.other_pinned", "the record is measured under {policy}")
NONE_FITS: Final = ReasonKind("sla.none_fits", "none of {count} policies is for this record")
LOST: Final = ReasonKind(
    "sla.lost", "the record is measured under {policy}, which is not among those given"
)

POLICY_FACT: Final = "sla_policy"
VERSION_FACT: Final = "sla_version"
CALENDAR_FACT: Final = "sla_calendar"
REVISION_FACT: Final = "sla_revision"


def applied(policy: SlaPolicy, *, at: dt.datetime, calendar: Calendar | None = None) -> Change:
    """
    The change that says under what a record is measured from an instant on.

    With it on the timeline, the record keeps that policy and version, and that calendar
    and revision, whatever is published later; :func:`repair` shows what migrating would change.

    Args:
        policy: The policy, as it was chosen.

        at: From when.

        calendar: The calendar that was chosen; left out, the book decides each time.
    """
    facts: dict[str, Fact] = {POLICY_FACT: policy.name, VERSION_FACT: policy.version}
    if calendar is not None:
        facts[CALENDAR_FACT] = calendar.name
        facts[REVISION_FACT] = calendar.revision if isinstance(calendar, BusinessCalendar) else 1
    return Change(at, facts)


def select(
    policies: Iterable[SlaPolicy], timeline: Timeline, *, at: dt.datetime
) -> Decision[SlaPolicy]:
    """
    Which policy a clock that starts at an instant would be under: the first that fits.

    A policy fits when its condition holds of the record's facts at that instant and the
    instant lies in its validity. A record that says under which policy it is measured
    (:func:`applied`) keeps it.

    Args:
        policies: In order; the first that fits counts, so the most particular comes first.

        timeline: The record's history.

        at: The instant. Aware.

    Returns:
        The policy and why, and why not each of the others; no choice when none fits.

    Raises:
        DuplicateError: Two policies have one name and version.
    """
    at = to_utc(at)
    return choose(in_order(policies), to_timeline(timeline).facts_at(at), at)


def to_timeline(value: object) -> Timeline:
    """
    What was given as the history of a record.

    Raises:
        DefinitionError: It is no timeline, such as the record itself.
    """
    if isinstance(value, Timeline):
        return value
    message = f"{type(value).__name__} is given as a timeline; give its Timeline, as record.timeline"
    raise DefinitionError(message)


def in_order(policies: Iterable[SlaPolicy]) -> tuple[SlaPolicy, ...]:
    """
    Policies as given, each name and version once.

    Raises:
        DuplicateError: Two policies have one name and version.

        DefinitionError: They are in no list, or one is something else.
    """
    several = (policies,) if isinstance(policies, SlaPolicy) else policies
    found = listed(SlaPolicy, several, say="SlaPolicy(name, targets)")
    seen: set[tuple[str, int]] = set()
    for policy in found:
        key = (policy.name, policy.version)
        if key in seen:
            raise DuplicateError("policy", policy.name, f"version {policy.version}")
        seen.add(key)
    return found


def families(policies: Iterable[SlaPolicy], match: Match) -> list[tuple[tuple[SlaPolicy, ...], str]]:
    """
    The policies among which the first that fits counts, and what goes before their notices' ids.

    With ``Match.ALL`` those are the versions of each name; else all of them.

    Raises:
        DuplicateError: Two policies have one name and version.

        DefinitionError: There is no such way of matching.
    """
    found = in_order(policies)
    if to_choice(Match, match) is not Match.ALL:
        return [(found, "")]
    names = dict.fromkeys(policy.name for policy in found)
    return [(tuple(p for p in found if p.name == name), f"{name}/") for name in names]


def pinned_by(facts: Mapping[str, Fact]) -> tuple[str, int] | None:
    """
    The policy that a record says it is measured under, and the version, if it says so.
    """
    name, version = facts.get(POLICY_FACT), facts.get(VERSION_FACT)
    if not isinstance(name, str):
        return None
    return name, version if isinstance(version, int) else 1


def fitting(
    policies: tuple[SlaPolicy, ...], facts: Mapping[str, Fact], at: dt.datetime, *, pins: bool
) -> SlaPolicy | None:
    """
    The first policy that fits facts at an instant, without the reasons.

    Args:
        policies: In order.

        facts: What holds.

        at: The instant, for the policies' validity.

        pins: Whether what the record says it is measured under counts.
    """
    pin = pinned_by(facts) if pins else None
    if pin is not None:
        return next((each for each in policies if (each.name, each.version) == pin), None)
    return next((p for p in policies if p.is_valid_at(at) and p.when.holds_for(facts)), None)


def choose(
    policies: tuple[SlaPolicy, ...], facts: Mapping[str, Fact], at: dt.datetime, *, pins: bool = True
) -> Decision[SlaPolicy]:
    """
    The first policy that fits facts at an instant, why, and why not each of the others.

    Takes what :func:`fitting` does.
    """
    chosen = fitting(policies, facts, at, pins=pins)
    label = "" if chosen is None else chosen.label
    others = [each for each in policies if each is not chosen]
    pin = pinned_by(facts) if pins else None
    if pin is not None:
        under = label_of(*pin)
        why = LOST(policy=under) if chosen is None else PINNED()
        why_not = [OTHER_PINNED(policy=under) for _ in others]
    else:
        why = NONE_FITS(count=len(policies)) if chosen is None else _why(chosen)
        why_not = [_why_not(each, facts, at) or OUTRANKED(by=label) for each in others]
    rejected = tuple(
        Rejected(each.label, (reason,), each) for each, reason in zip(others, why_not, strict=True)
    )
    return Decision(
        question="SLA policy", chosen=chosen, label=label, reasons=(why,), rejected=rejected
    )


def _why(chosen: SlaPolicy) -> Reason:
    return FITS_ALL() if chosen.when == ANYTHING else FITS(condition=str(chosen.when))


def _why_not(policy: SlaPolicy, facts: Mapping[str, Fact], at: dt.datetime) -> Reason | None:
    if not policy.is_valid_at(at):
        return INVALID(valid=str(policy.valid), at=at)
    if policy.when.holds_for(facts):
        return None
    held = facts if isinstance(facts, Facts) else Facts(facts)
    told = explain(policy.when, Moment(at, held, held, frozenset(), at))
    found = ", ".join(each.found for each in told.because if each.found)
    return UNFIT(condition=str(policy.when), found=found or "it never does")
