"""
Under what a case is measured: the policy that is agreed or that conditions choose, and calendars.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Final, NamedTuple

import attrs

from csmcore.calendars import BusinessCalendar, Calendar
from csmcore.cases import ServiceLevel
from csmcore.contracts import Coverage, EntitlementBook, ServiceContract
from csmcore.desk._calendars import NOT_BY_FACTS
from csmcore.desk._parts import Parts
from csmcore.desk._record import CaseRecord
from csmcore.errors import UnknownNameError
from csmcore.kernel import Change, Decision, EntitlementId, Fact, ReasonKind, Timeline
from csmcore.sla import (
    CalendarChange,
    Match,
    SlaPolicy,
    SlaStatus,
    applied,
    calendar_of,
    select,
)

AGREED: Final = ReasonKind("desk.policy_agreed", "{by} names it")

KEPT: Final = ReasonKind("desk.policy_kept", "it was chosen at {at}, and is kept")
KEPT_AGREED: Final = ReasonKind("desk.policy_kept_agreed", "an agreement names it, since {at}")


class Agreed(NamedTuple):
    """
    What an entitlement, or what is done without one, says of service levels.

    Attributes:
        policy: The policy that it names.

        by: Who names it.

        calendars: The calendars that are named, by who names them.
    """

    policy: str | None = None
    by: str = ""
    calendars: tuple[tuple[str, str], ...] = ()


def agreed_by(
    entitlement_id: EntitlementId | None, coverage: Coverage | None, book: EntitlementBook | None
) -> Agreed:
    """
    What was agreed for a case, by the entitlement that covers it.
    """
    if book is None or entitlement_id is None:
        policy = None if coverage is None else coverage.policy
        return Agreed(policy, "what is done without an entitlement")
    entitlement = book.entitlement(entitlement_id)
    named = {"entitlement": entitlement.hours}
    for above in book.chain(entitlement_id):
        if isinstance(above, ServiceContract):
            named["contract"] = above.calendar
    found = tuple((who, name) for who, name in named.items() if name is not None)
    return Agreed(entitlement.policy, entitlement.label, found)


def level_of(
    parts: Parts, record: CaseRecord, agreed: Agreed, facts: Mapping[str, Fact], at: dt.datetime
) -> tuple[ServiceLevel, tuple[Decision[SlaPolicy], ...]]:
    """
    Under what a case is measured that was opened, and why.

    Raises:
        UnknownNameError: What was agreed names a policy that the desk does not have.
    """
    calendars = dict(agreed.calendars)
    for who in parts.calendars.book.order:
        said = facts.get(f"{who}_calendar")
        if who not in NOT_BY_FACTS and isinstance(said, str):
            calendars.setdefault(who, said)
    zone = facts.get("zone")
    level = ServiceLevel(
        calendars=calendars, zone=zone if isinstance(zone, str) else parts.calendars.zone
    )
    if parts.match is Match.ALL or not parts.policies:
        return level, ()
    decision = _named(parts, agreed, at) if agreed.policy else _chosen(parts, record, at)
    if decision.chosen is None:
        return level, (decision,)
    level = attrs.evolve(
        level,
        policy=decision.chosen.name,
        version=decision.chosen.version,
        is_agreed=agreed.policy is not None,
    )
    return _in_calendar(parts, record, decision.chosen, level, at), (decision,)


def changed_level(
    parts: Parts, before: CaseRecord, after: CaseRecord, at: dt.datetime
) -> tuple[ServiceLevel | None, tuple[Decision[SlaPolicy], ...]]:
    """
    Under what a case is measured since something happened to it; ``None`` where nothing changed.

    What was published since changes nothing: only that the case came to fit another policy
    than it did, of those that there are now. What was agreed stays.
    """
    level = after.case.sla
    if level is None or level.policy is None or level.is_agreed or parts.match is Match.ALL:
        return None, ()
    was, now = _chosen(parts, before, at), _chosen(parts, after, at)
    if now.chosen is None or now.label == was.label or now.chosen.name == level.policy:
        return None, ()
    level = attrs.evolve(
        level, policy=now.chosen.name, version=now.chosen.version, calendar=None, revision=None
    )
    return _in_calendar(parts, after, now.chosen, level, at), (now,)


def told_why(parts: Parts, record: CaseRecord, told: SlaStatus) -> SlaStatus:
    """
    A status that says when the case's policy was chosen and why, and not only that it is kept.

    Why is told where the policies of today would choose the same.
    """
    chosen, level = told.policy.chosen, record.case.sla
    pins = [each for each in record.timeline if each.at <= told.at and "sla_policy" in dict(each.facts)]
    if parts.match is Match.ALL or chosen is None or level is None or not pins:
        return told
    at = pins[-1].at
    if level.is_agreed:
        decision = attrs.evolve(told.policy, reasons=(KEPT_AGREED(at=at),))
    else:
        decision = attrs.evolve(told.policy, reasons=(KEPT(at=at),))
        then = _chosen(parts, record, at)
        if then.chosen is chosen:
            decision = attrs.evolve(then, reasons=(*decision.reasons, *then.reasons))
    return attrs.evolve(told, policies=(decision,))


def _named(parts: Parts, agreed: Agreed, at: dt.datetime) -> Decision[SlaPolicy]:
    versions = [each for each in parts.policies if each.name == agreed.policy and each.is_valid_at(at)]
    if not versions:
        names = tuple(dict.fromkeys(each.name for each in parts.policies))
        raise UnknownNameError("SLA policy", str(agreed.policy), names)
    chosen = max(versions, key=lambda each: each.version)
    return Decision(
        question="SLA policy", chosen=chosen, label=chosen.label, reasons=(AGREED(by=agreed.by),)
    )


def _chosen(parts: Parts, record: CaseRecord, at: dt.datetime) -> Decision[SlaPolicy]:
    """
    What conditions choose now, whatever the case is measured under.
    """
    unpinned = Change(at, {"sla_policy": None, "sla_version": None})
    return select(parts.policies, record.timeline.with_changes(unpinned), at=at)


def _in_calendar(
    parts: Parts, record: CaseRecord, policy: SlaPolicy, level: ServiceLevel, at: dt.datetime
) -> ServiceLevel:
    """
    The level with its calendar, where all clocks of the policy count in one and keep it.
    """
    facts = dict(level.facts) | {"sla_calendar": None, "sla_revision": None}
    told: Timeline = record.timeline.with_changes(applied(policy, at=at), Change(at, facts))
    found: list[Calendar | None] = []
    for target in policy.targets:
        names = {target.calendar, *(goal.calendar for goal in target.goals)}
        if target.calendar_changes is CalendarChange.FOLLOW or len(names) > 1:
            return level
        book = parts.calendars.book
        found.append(calendar_of(target, told, calendars=book, at=at, policy=policy).chosen)
    first = found[0]
    if first is None or any(each != first for each in found):
        return level
    revision = first.revision if isinstance(first, BusinessCalendar) else 1
    return attrs.evolve(level, calendar=first.name, revision=revision)
