"""
Which policy counts for a record, and why.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Final

from csmcore.calendars import BusinessCalendar, Calendar
from csmcore.conditions import ANYTHING, explain
from csmcore.errors import DuplicateError
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
    to_utc,
)
from csmcore.sla._policy import Match, SlaPolicy

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
    return Change(at, Facts(facts).pairs)


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
    return choose(in_order(policies), timeline.facts_at(at), at)


def in_order(policies: Iterable[SlaPolicy]) -> tuple[SlaPolicy, ...]:
    """
    Policies as given, each name and version once.

    Raises:
        DuplicateError: Two policies have one name and version.
    """
    listed = (policies,) if isinstance(policies, SlaPolicy) else tuple(policies)
    seen: set[tuple[str, int]] = set()
    for policy in listed:
        key = (policy.name, policy.version)
        if key in seen:
            raise DuplicateError("policy", f"{policy.name!r}, version {policy.version}")
        seen.add(key)
    return listed


def families(policies: Iterable[SlaPolicy], match: Match) -> list[tuple[tuple[SlaPolicy, ...], str]]:
    """
    The policies among which the first that fits counts, and what goes before their notices' ids.

    With ``Match.ALL`` those are the versions of each name; else all of them.
    """
    listed = in_order(policies)
    if match is not Match.ALL:
        return [(listed, "")]
    names = dict.fromkeys(policy.name for policy in listed)
    return [(tuple(p for p in listed if p.name == name), f"{name}/") for name in names]


def choose(
    policies: tuple[SlaPolicy, ...], facts: Mapping[str, Fact], at: dt.datetime, *, pins: bool = True
) -> Decision[SlaPolicy]:
    """
    The first policy that fits facts at an instant.

    Args:
        policies: In order.

        facts: What holds.

        at: The instant, for the policies' validity.

        pins: Whether what the record says it is measured under counts.
    """
    pinned = facts.get(POLICY_FACT) if pins else None
    if isinstance(pinned, str):
        version = facts.get(VERSION_FACT)
        return _pinned(policies, pinned, version if isinstance(version, int) else 1)
    chosen: SlaPolicy | None = None
    rejected: list[Rejected[SlaPolicy]] = []
    for policy in policies:
        reason = _why_not(policy, facts, at)
        if reason is None and chosen is None:
            chosen = policy
            continue
        told = reason or OUTRANKED(by=chosen.label if chosen else "")
        rejected.append(Rejected(policy.label, (told,), policy))
    if chosen is None:
        why = NONE_FITS(count=len(policies))
        return Decision(question="SLA policy", reasons=(why,), rejected=tuple(rejected))
    always = chosen.when == ANYTHING
    fits = FITS_ALL() if always else FITS(condition=str(chosen.when))
    return Decision(
        question="SLA policy",
        chosen=chosen,
        label=chosen.label,
        reasons=(fits,),
        rejected=tuple(rejected),
    )


def _why_not(policy: SlaPolicy, facts: Mapping[str, Fact], at: dt.datetime) -> Reason | None:
    if not policy.is_valid_at(at):
        return INVALID(valid=str(policy.valid), at=at)
    if policy.when.holds_for(facts):
        return None
    held = facts if isinstance(facts, Facts) else Facts(facts)
    told = explain(policy.when, Moment(at, held, held, frozenset(), at))
    found = ", ".join(each.found for each in told.because if each.found)
    return UNFIT(condition=str(policy.when), found=found or "it never does")


def _pinned(policies: tuple[SlaPolicy, ...], name: str, version: int) -> Decision[SlaPolicy]:
    label = name if version == 1 else f"{name}, version {version}"
    chosen = next((p for p in policies if p.name == name and p.version == version), None)
    others = tuple(
        Rejected(policy.label, (OTHER_PINNED(policy=label),), policy)
        for policy in policies
        if policy is not chosen
    )
    if chosen is None:
        return Decision(question="SLA policy", reasons=(LOST(policy=label),), rejected=others)
    return Decision(
        question="SLA policy", chosen=chosen, label=label, reasons=(PINNED(),), rejected=others
    )
