"""
Questions that the domain says no to.
"""

import datetime as dt

from csmcore.errors._root import RefusedError, loggable


class HorizonError(RefusedError, ValueError):
    """
    A question reaches beyond what a calendar can answer for.

    Attributes:
        calendar: The calendar's name.

        at: The instant or date that lies outside.

        first_year: First year of the horizon.

        until_year: First year after it.
    """

    def __init__(self, calendar: str, at: dt.date, first_year: int, until_year: int) -> None:
        super().__init__(calendar, at, first_year, until_year)
        self.calendar, self.at = calendar, at
        self.first_year, self.until_year = first_year, until_year

    def __str__(self) -> str:
        return (
            f"{self.at.isoformat()} is beyond the horizon of calendar {self.calendar!r}, which runs "
            f"from {self.first_year} until {self.until_year}; widen it with horizon=(first, until)"
        )


class NoWorkingTimeError(RefusedError, LookupError):
    """
    A calendar does not open, or not for long enough, within its horizon.

    Attributes:
        calendar: The calendar's name.

        problem: What was looked for.
    """

    def __init__(self, calendar: str, problem: str) -> None:
        super().__init__(calendar, problem)
        self.calendar, self.problem = calendar, problem

    def __str__(self) -> str:
        return f"calendar {self.calendar!r} {self.problem}; check its hours, dated hours and holidays"


class NoTransitionError(RefusedError, LookupError):
    """
    A calendar does not open or close any more within its horizon.

    Attributes:
        calendar: The calendar's name.

        transition: What was looked for: ``"opens"`` or ``"closes"``.

        at: From where the search set out.

        direction: ``"after"`` or ``"before"``.
    """

    def __init__(self, calendar: str, transition: str, at: dt.datetime, direction: str) -> None:
        super().__init__(calendar, transition, at, direction)
        self.calendar, self.transition = calendar, transition
        self.at, self.direction = at, direction

    def __str__(self) -> str:
        return (
            f"calendar {self.calendar!r} never {self.transition} {self.direction} "
            f"{self.at.isoformat()} within its horizon; ask is_open first"
        )


class LateChangeError(RefusedError, ValueError):
    """
    A change comes before, or at, the instant until which a clock has been counted.

    Attributes:
        clock: The target's name.

        at: The change's instant.

        frontier: The instant until which all changes are in.
    """

    def __init__(self, clock: str, at: dt.datetime, frontier: dt.datetime) -> None:
        super().__init__(clock, at, frontier)
        self.clock, self.at, self.frontier = clock, at, frontier

    def __str__(self) -> str:
        return (
            f"the change at {self.at.isoformat()} is not after {self.frontier.isoformat()}, until "
            f"which clock {self.clock!r} has all changes; fold the whole timeline again, from no state"
        )


class UnknownNameError(RefusedError, LookupError):
    """
    Nothing goes by that name.

    Attributes:
        what: The kind of thing, for example ``"calendar"``.

        name: The name that was asked for.

        known: The names that there are.
    """

    def __init__(self, what: str, name: str, known: tuple[str, ...]) -> None:
        super().__init__(what, name, known)
        self.what, self.name, self.known = what, name, known

    def __str__(self) -> str:
        import difflib  # noqa: PLC0415  # not before a name is wrong

        name: object = self.name
        near = difflib.get_close_matches(name, self.known, n=1) if isinstance(name, str) else []
        meant = f"; {near[0]!r} is near" if near else ""
        return loggable(
            f"no {self.what} is named {self.name!r}{meant}; there are {', '.join(self.known) or 'none'}"
        )


class UnknownIdError(RefusedError, LookupError):
    """
    Nothing has that id.

    Attributes:
        what: The kind of thing, for example ``"account"``.

        id: The id that was asked for.
    """

    def __init__(self, what: str, id: str) -> None:  # noqa: A002  # as everywhere
        super().__init__(what, id)
        self.what, self.id = what, id

    def __str__(self) -> str:
        return f"no {self.what} has the id {self.id!r}; ids are compared as they are, case and all"


class TransferError(RefusedError, ValueError):
    """
    A sold product cannot change hands as it was asked.

    Attributes:
        sold_product: Its id.

        to: The new owner, as text.

        problem: Why not, and what would be right.
    """

    def __init__(self, sold_product: str, to: str, problem: str) -> None:
        super().__init__(sold_product, to, problem)
        self.sold_product, self.to, self.problem = sold_product, to, problem

    def __str__(self) -> str:
        return f"sold product {self.sold_product!r} cannot go to {self.to}: {self.problem}"


class UndecidedError(RefusedError, LookupError):
    """
    A choice was demanded where none could be made.

    Attributes:
        question: What was to be decided.

        reasons: Why nothing was chosen, as text.
    """

    def __init__(self, question: str, reasons: tuple[str, ...]) -> None:
        super().__init__(question, reasons)
        self.question, self.reasons = question, reasons

    def __str__(self) -> str:
        return loggable(
            f"no {self.question}: {'; '.join(self.reasons) or 'there was nothing to choose from'}"
        )


class NotMemberError(RefusedError, LookupError):
    """
    A consumer does not belong to a household on a date.

    Attributes:
        consumer: The consumer.

        household: The household.

        on: The date.
    """

    def __init__(self, consumer: str, household: str, on: dt.date) -> None:
        super().__init__(consumer, household, on)
        self.consumer, self.household, self.on = consumer, household, on

    def __str__(self) -> str:
        return (
            f"consumer {self.consumer!r} is no member of household {self.household!r} on "
            f"{self.on.isoformat()}; only a membership that holds on a date can end on it"
        )


class RelationRefusedError(RefusedError, ValueError):
    """
    Two accounts cannot be related in that way.

    Attributes:
        type: The name of the relation's type.

        problem: What stands against it.
    """

    def __init__(self, type: str, problem: str) -> None:  # noqa: A002  # as everywhere
        super().__init__(type, problem)
        self.type, self.problem = type, problem

    def __str__(self) -> str:
        return f"relation {self.type!r} is refused: {self.problem}"


def _told(amount: int | dt.timedelta) -> str:
    """
    An amount as a balance tells it: ``"1 case"``, ``"20 hours"``, ``"1:30 hours"``.
    """
    if isinstance(amount, int):
        return f"{amount} {'case' if amount == 1 else 'cases'}"
    hours, rest = divmod(amount, dt.timedelta(hours=1))
    if not rest:
        return f"{hours} {'hour' if hours == 1 else 'hours'}"
    return f"{hours}:{str(rest).partition(':')[2].removesuffix(':00')} hours"


class BalanceError(RefusedError, ValueError):
    """
    More is wanted than is left, something is dated outside the validity, or was given back before.

    Attributes:
        what: Of what, for example ``"entitlement 'e1'"``, or a reservation of it.

        wanted: How much is wanted: a number of cases, or working time.

        left: How much is left, in the same unit.

        at: When: the instant of the entry that is short, which an earlier one that was told
            late may have made so.

        until: First date on which nothing of what is left can be used any more, if there is one.

        outside: The validity outside of which that instant lies; empty where it lies inside.

        by: The key of the entry that had given all of it back; empty where none had.
    """

    def __init__(  # noqa: PLR0917  # a record, pickled by its fields in order
        self,
        what: str,
        wanted: int | dt.timedelta,
        left: int | dt.timedelta,
        at: dt.datetime,
        until: dt.date | None,
        outside: str = "",
        by: str = "",
    ) -> None:
        super().__init__(what, wanted, left, at, until, outside, by)
        self.what, self.wanted, self.left, self.at, self.until = what, wanted, left, at, until
        self.outside, self.by = outside, by

    def __str__(self) -> str:
        if self.by:
            return (
                f"{self.what} was given back by entry {self.by!r} already; nothing is left to give back"
            )
        wanted, at = _told(self.wanted), self.at.isoformat()
        if self.outside:
            return (
                f"{self.what} has no place for {wanted} at {at}, outside its validity "
                f"{self.outside}; say an instant inside"
            )
        until = "" if self.until is None else f" until {self.until.isoformat()}"
        are = "is" if wanted.startswith("1 ") else "are"
        return (
            f"{self.what} has {_told(self.left)} left{until}, and {wanted} {are} wanted at {at}; "
            f"use less, or grant more first"
        )


class KeyConflictError(RefusedError, ValueError):
    """
    An entry comes under the key of another that says something else.

    Attributes:
        key: The key of both.

        sequence: The place of the one that was recorded.
    """

    def __init__(self, key: str, sequence: int) -> None:
        super().__init__(key, sequence)
        self.key, self.sequence = key, sequence

    def __str__(self) -> str:
        return (
            f"key {self.key!r} was recorded as entry {self.sequence} and said something else; "
            "repeat it word for word, or give the new one a key of its own"
        )


class SequenceError(RefusedError, ValueError):
    """
    Entries are not where they were expected: somebody else was faster, or one is missing.

    Attributes:
        what: Whose entries, for example ``"entitlement 'e1'"``.

        expected: The number that was expected.

        got: The number that was found.
    """

    def __init__(self, what: str, expected: int, got: int) -> None:
        super().__init__(what, expected, got)
        self.what, self.expected, self.got = what, expected, got

    def __str__(self) -> str:
        return (
            f"entry {self.expected} of {self.what} was expected, and entry {self.got} is there; "
            "if somebody else was faster, read its entries again and decide again; if that is how they "
            "are stored, one is missing, there twice or out of order, and has to be mended there"
        )


class OfferRefusedError(RefusedError):
    """
    An answer to an offer that does not stand, or stands for another agent.

    Attributes:
        work_id: The work.

        agent_id: Who answered.

        at: When. In UTC.

        offered_to: To whom it is offered; ``None`` where it is to nobody.

        expires_at: Until when the offer stands; ``None`` until it is answered.
    """

    def __init__(
        self,
        work_id: str,
        agent_id: str,
        at: dt.datetime,
        offered_to: str | None,
        expires_at: dt.datetime | None,
    ) -> None:
        super().__init__(work_id, agent_id, at, offered_to, expires_at)
        self.work_id, self.agent_id, self.at = work_id, agent_id, at
        self.offered_to, self.expires_at = offered_to, expires_at

    def __str__(self) -> str:
        work, agent = f"work {self.work_id!r}", f"agent {self.agent_id!r}"
        if self.offered_to is None:
            return f"{work} is offered to nobody, and {agent} cannot answer; look who has it by now"
        if self.offered_to != self.agent_id:
            return f"{work} is offered to agent {self.offered_to!r}, not to {agent}; that one answers"
        until = "" if self.expires_at is None else f" until {self.expires_at.isoformat()}"
        return (
            f"{work} was offered to {agent}{until}, and {self.at.isoformat()} is after that; "
            "record that the offer passed, and plan again"
        )
