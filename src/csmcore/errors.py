"""
Every error that csmcore raises, in one tree.

::

    CsmError
    ├── DefinitionError            a value was built wrong                (ValueError)
    │   ├── NaiveInstantError      an instant without a zone
    │   ├── InexactInstantError    an instant finer than a microsecond
    │   ├── UnknownZoneError       no such zone in the zone database      (LookupError)
    │   ├── ZoneNeededError        several zones, and none was named
    │   ├── TextError              a text does not parse, with the column
    │   ├── OrderError             an end before its start
    │   ├── WindowError            opening hours that cannot be
    │   ├── RuleError              a rule for dates that cannot be
    │   └── DuplicateError         two values under one name
    ├── RefusedError               the domain says no
    │   ├── HorizonError           beyond what a calendar can answer for  (ValueError)
    │   ├── NoWorkingTimeError     a calendar does not open (enough)      (LookupError)
    │   ├── NoTransitionError      a calendar does not open or close      (LookupError)
    │   ├── UnknownNameError       nothing goes by that name              (LookupError)
    │   └── UndecidedError         nothing was chosen, and why            (LookupError)
    └── DataError                  a document does not fit                (ValueError)
        └── DocumentError          its problems, each with its path

Each error keeps its facts as fields, pickles, is also the builtin that a caller would
already catch, and says in one sentence what was wrong and what would be right.
"""

import datetime as dt

__all__ = [
    "CsmError",
    "DataError",
    "DefinitionError",
    "DocumentError",
    "DuplicateError",
    "HorizonError",
    "InexactInstantError",
    "NaiveInstantError",
    "NoTransitionError",
    "NoWorkingTimeError",
    "OrderError",
    "RefusedError",
    "RuleError",
    "TextError",
    "UndecidedError",
    "UnknownNameError",
    "UnknownZoneError",
    "WindowError",
    "ZoneNeededError",
]


class CsmError(Exception):
    """
    The root: catch this to catch everything that csmcore raises on purpose.
    """


class DefinitionError(CsmError, ValueError):
    """
    A value was built wrong: the mistake is in the code or the configuration that built it.
    """


class RefusedError(CsmError):
    """
    The domain says no: the question was well put, and the answer is a refusal.
    """


class DataError(CsmError, ValueError):
    """
    A document that came from outside does not fit.
    """


class NaiveInstantError(DefinitionError):
    """
    An instant came without a zone, so nobody can say when it is.

    Attributes:
        value: The naive datetime.
    """

    def __init__(self, value: dt.datetime) -> None:
        super().__init__(value)
        self.value = value

    def __str__(self) -> str:
        return (
            f"{self.value.isoformat()} has no zone, so it names no instant; "
            "give it one, for example value.replace(tzinfo=ZoneInfo('Europe/Amsterdam'))"
        )


class InexactInstantError(DefinitionError):
    """
    An instant is finer than a microsecond, and rounding it would move it.

    Attributes:
        value: The instant, as text.
    """

    def __init__(self, value: str) -> None:
        super().__init__(value)
        self.value = value

    def __str__(self) -> str:
        return (
            f"{self.value} has nanoseconds, and instants are exact to the microsecond; "
            "round it yourself, for example value.floor('us')"
        )


class UnknownZoneError(DefinitionError, LookupError):
    """
    The zone database knows no zone by that name.

    Attributes:
        zone: The name that was given.
    """

    def __init__(self, zone: str) -> None:
        super().__init__(zone)
        self.zone = zone

    def __str__(self) -> str:
        return (
            f"no zone is named {self.zone!r} in the zone database; "
            "use an IANA name such as 'Europe/Amsterdam' (on Windows, install tzdata)"
        )


class ZoneNeededError(DefinitionError):
    """
    A calendar spans several zones, so a question about dates must say in which.

    Attributes:
        calendar: The calendar's name.

        zones: The zones of its parts.
    """

    def __init__(self, calendar: str, zones: tuple[str, ...]) -> None:
        super().__init__(calendar, zones)
        self.calendar, self.zones = calendar, zones

    def __str__(self) -> str:
        return (
            f"calendar {self.calendar!r} combines zones {', '.join(self.zones)}, "
            f"and a business date belongs to one; say which, for example zone={self.zones[0]!r}"
        )


class TextError(DefinitionError):
    """
    A text does not parse.

    Attributes:
        text: The whole text.

        column: Where reading stopped, the first character being 1.

        problem: What is wrong there and what would be right.
    """

    def __init__(self, text: str, column: int, problem: str) -> None:
        super().__init__(text, column, problem)
        self.text, self.column, self.problem = text, column, problem

    def __str__(self) -> str:
        shown, at = self.text, self.column
        if len(shown) > 120:
            left = max(0, self.column - 60)
            shown, at = self.text[left : left + 120], self.column - left
        shown = "".join(char if char.isprintable() else " " for char in shown)
        return f"column {self.column}: {self.problem}\n  {shown}\n  {' ' * (at - 1)}^"


class OrderError(DefinitionError):
    """
    Something ends before it starts.

    Attributes:
        what: The kind of thing, for example ``"span"``.

        start: Its start.

        end: Its end.
    """

    def __init__(self, what: str, start: dt.date, end: dt.date) -> None:
        super().__init__(what, start, end)
        self.what, self.start, self.end = what, start, end

    def __str__(self) -> str:
        return (
            f"{self.what} ends {self.end.isoformat()}, before it starts {self.start.isoformat()}; "
            "the end must not be before the start"
        )


class WindowError(DefinitionError):
    """
    Opening hours that cannot be.

    Attributes:
        opens: The opening time, as given.

        closes: The closing time, as given.

        problem: What is wrong and what would be right.
    """

    def __init__(self, opens: str, closes: str, problem: str) -> None:
        super().__init__(opens, closes, problem)
        self.opens, self.closes, self.problem = opens, closes, problem

    def __str__(self) -> str:
        return f"hours {self.opens}-{self.closes}: {self.problem}"


class RuleError(DefinitionError):
    """
    A rule for dates that cannot be.

    Attributes:
        rule: The rule, as given.

        problem: What is wrong and what would be right.
    """

    def __init__(self, rule: str, problem: str) -> None:
        super().__init__(rule, problem)
        self.rule, self.problem = rule, problem

    def __str__(self) -> str:
        return f"rule {self.rule!r}: {self.problem}"


class DuplicateError(DefinitionError):
    """
    Two values claim one name.

    Attributes:
        what: The kind of thing, for example ``"calendar"``.

        name: The name that both claim.
    """

    def __init__(self, what: str, name: str) -> None:
        super().__init__(what, name)
        self.what, self.name = what, name

    def __str__(self) -> str:
        return f"two values claim to be {self.what} {self.name}; keep one, or rename the other"


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

        near = difflib.get_close_matches(self.name, self.known, n=1)
        meant = f"; {near[0]!r} is near" if near else ""
        return (
            f"no {self.what} is named {self.name!r}{meant}; there are {', '.join(self.known) or 'none'}"
        )


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
        return f"no {self.question}: {'; '.join(self.reasons) or 'there was nothing to choose from'}"


class DocumentError(DataError):
    """
    A document does not fit; all its problems are told at once.

    Attributes:
        what: What the document should have become.

        problems: Pairs of path and message, in the document's order; a path reads
            like ``$.holidays[2].on``.
    """

    def __init__(self, what: str, problems: tuple[tuple[str, str], ...]) -> None:
        super().__init__(what, problems)
        self.what, self.problems = what, problems

    def __str__(self) -> str:
        lines = [f"{path}: {message}" for path, message in self.problems]
        many = "1 problem" if len(lines) == 1 else f"{len(lines)} problems"
        return "\n  ".join([f"the document is no {self.what}, {many}:", *lines])
