"""
A book of responsibilities and who holds them, in memory.
"""

import datetime as dt
import functools
from collections.abc import Iterable

import attrs

from csmcore.customers._responsibilities import (
    SHIPPED_RESPONSIBILITIES,
    Assignment,
    Responsibility,
    kind_of,
    refuse_second_holders,
)
from csmcore.errors import DefinitionError
from csmcore.kernel import Markup, OwnerRef, by_id, listed, look_up, refer, table, to_date


def _responsibilities(responsibilities: Iterable[Responsibility]) -> tuple[Responsibility, ...]:
    return listed(Responsibility, responsibilities)


def _assignments(assignments: Iterable[Assignment]) -> tuple[Assignment, ...]:
    return listed(Assignment, assignments)


@attrs.frozen
class ResponsibilityBook:
    """
    What there is to be responsible for, and who is.

    Attributes:
        responsibilities: The definitions; those that are shipped when not given.

        assignments: Who holds them, for whom, and when.

    Raises:
        DuplicateError: Two responsibilities have one name.

        UnknownReferenceError: An assignment names a responsibility that does not exist.

        DefinitionError: A responsibility is held by one who may not hold it, or a member is
            of another class.

        OverlapError: Two hold a unique one for one customer on a date.
    """

    responsibilities: tuple[Responsibility, ...] = attrs.field(
        factory=lambda: SHIPPED_RESPONSIBILITIES, converter=_responsibilities
    )
    assignments: tuple[Assignment, ...] = attrs.field(default=(), converter=_assignments, kw_only=True)

    def __attrs_post_init__(self) -> None:
        known = self._by_name
        for each in self.assignments:
            refer("responsibility", each.responsibility, known, f"assignment of {each.holder}")
            definition = known[each.responsibility]
            if kind_of(each.holder) not in definition.holders:
                kinds = " or ".join(sorted(kind.value for kind in definition.holders))
                message = f"{each.holder} cannot be {each.responsibility}; that is for: {kinds}"
                raise DefinitionError(message)
        refuse_second_holders(self.responsibilities, self.assignments)

    def _repr_html_(self) -> Markup:
        rows = (
            (each.responsibility, each.holder, each.subject, each.valid) for each in self.assignments
        )
        return table("Responsibilities", ("responsibility", "held by", "for", "valid"), rows)

    def responsibility(self, name: str) -> Responsibility:
        """
        The responsibility with a name.

        Raises:
            UnknownIdError: There is none.
        """
        return look_up("responsibility", self._by_name, name)

    def holders(
        self, subject: OwnerRef, *, on: dt.date, responsibility: str | None = None
    ) -> tuple[Assignment, ...]:
        """
        Who is responsible for a customer on a date.

        Args:
            subject: The customer.

            on: The date.

            responsibility: For what; for anything when not given.
        """
        on = to_date(on)
        return tuple(
            each
            for each in self._of_subject.get(subject, ())
            if on in each.valid and responsibility in (None, each.responsibility)
        )

    @functools.cached_property
    def _by_name(self) -> dict[str, Responsibility]:
        return by_id("responsibility", self.responsibilities, lambda each: each.name)

    @functools.cached_property
    def _of_subject(self) -> dict[OwnerRef, tuple[Assignment, ...]]:
        found: dict[OwnerRef, list[Assignment]] = {}
        for each in self.assignments:
            found.setdefault(each.subject, []).append(each)
        return {subject: tuple(listed) for subject, listed in found.items()}
