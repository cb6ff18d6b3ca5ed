"""
A decision while it is made: what is known, who asks, and the events so far.
"""

import datetime as dt
import functools
from collections.abc import Mapping
from typing import Any

import attrs

from csmcore.cases._actor import Actor
from csmcore.cases._case import Case
from csmcore.cases._case_type import CaseType
from csmcore.cases._event_fields import EventFields
from csmcore.cases._facts import Held
from csmcore.cases._fold import fields_of, label, made_of, take
from csmcore.errors import CaseRefusedError, DefinitionError
from csmcore.kernel import CaseId, Fact, Reason, shown


@functools.cache
def blank_of(event: type) -> dict[str, Any]:
    """
    What an event says where nothing is told, for copies to be made of.
    """
    return {field.name: field.default for field in attrs.fields(event)}


def _added(facts: Mapping[str, Fact], case_type: CaseType) -> Mapping[str, Fact]:
    """
    What a host adds to the facts of a case; own fields are the case's, set or not.
    """
    if not isinstance(case_type, CaseType):
        message = f"case_type={shown(case_type)}; give the CaseType of the case"
        raise DefinitionError(message)
    if not isinstance(facts, Mapping):
        message = f"facts={shown(facts)}; give a mapping of facts by name, or leave it out"
        raise DefinitionError(message)
    own = case_type._own
    if not facts or own.keys().isdisjoint(facts):
        return facts
    return {name: value for name, value in facts.items() if name not in own}


class Deciding:
    """
    A decision while it is made; each event that is told is folded into the case at once.
    """

    __slots__ = ("asked", "at", "by", "case", "case_id", "case_type", "events", "facts", "key")

    def __init__(
        self,
        case: Case | None,
        case_id: CaseId,
        case_type: CaseType,
        facts: Mapping[str, Fact],
        at: dt.datetime,
        by: Actor,
        key: str | None = None,
        asked: str | None = None,
    ) -> None:
        self.case, self.case_id, self.case_type = case, case_id, case_type
        self.facts, self.at, self.by = _added(facts, case_type), at, by
        self.key, self.asked = key, asked
        self.events: list[EventFields] = []

    @property
    def known(self) -> Case:
        """
        The case as it is by now, where there is one.
        """
        if self.case is None:
            raise self.refused("opening", [])
        return self.case

    @property
    def held(self) -> Mapping[str, Fact]:
        """
        What holds of the case by now, for conditions.
        """
        return self.facts if self.case is None else Held(self.case, self.facts)

    def tell(self, event: type[EventFields], **fields: Any) -> None:
        """
        Adds the next event, and what it makes of the case.
        """
        kind: type = event
        said = blank_of(kind) | fields
        said["case_id"] = self.case_id
        said["sequence"] = 1 if self.case is None else self.case.sequence + 1
        said["at"] = self.at
        said["by"] = self.by
        said["key"], said["asked"] = self.key, self.asked
        self.put(event, said)

    def put(self, event: type[EventFields], said: dict[str, Any]) -> None:
        """
        Does what :meth:`tell` does, with everything that the event says.
        """
        made = made_of(event, said)
        self.events.append(made)
        held = fields_of(self.case)
        take(held, made)
        self.case = made_of(Case, held)

    def refused(
        self, action: str, reasons: list[Reason], allowed: tuple[str, ...] = ()
    ) -> CaseRefusedError:
        """
        The refusal of an action, for all reasons at once.
        """
        return CaseRefusedError(label(self.case_id), action, tuple(map(str, reasons)), allowed)

    def check(self, action: str, reasons: list[Reason]) -> None:
        """
        Refuses an action if there is any reason to.

        Raises:
            CaseRefusedError: There is.
        """
        if reasons:
            raise self.refused(action, reasons)
