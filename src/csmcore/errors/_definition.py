"""
Values that were built wrong.
"""

import datetime as dt

from csmcore.errors._root import DefinitionError, loggable


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


class ConditionError(DefinitionError):
    """
    A condition does not fit the facts that it is asked about.

    Attributes:
        condition: The condition, as text.

        problem: What does not fit, and what would.
    """

    def __init__(self, condition: str, problem: str) -> None:
        super().__init__(condition, problem)
        self.condition, self.problem = condition, problem

    def __str__(self) -> str:
        return f"condition {self.condition!r}: {self.problem}"


class PolicyError(DefinitionError):
    """
    A policy contradicts itself, so that a clock of it could never do what it says.

    Attributes:
        policy: The policy's name.

        problems: What is wrong, a sentence each, with the target's name.
    """

    def __init__(self, policy: str, problems: tuple[str, ...]) -> None:
        super().__init__(policy, problems)
        self.policy, self.problems = policy, problems

    def __str__(self) -> str:
        return loggable(f"policy {self.policy!r} contradicts itself: {'; '.join(self.problems)}")


class ContractError(DefinitionError):
    """
    A contract contradicts itself, as when a line runs longer than what it hangs under.

    Attributes:
        contract: The contract's id.

        problems: What is wrong, a sentence each, with the line's id.
    """

    def __init__(self, contract: str, problems: tuple[str, ...]) -> None:
        super().__init__(contract, problems)
        self.contract, self.problems = contract, problems

    def __str__(self) -> str:
        return loggable(f"contract {self.contract!r} contradicts itself: {'; '.join(self.problems)}")


class EntitlementError(DefinitionError):
    """
    Entitlements do not fit what they hang under, as when one runs longer than its contract.

    Attributes:
        problems: What is wrong, a sentence each, with the entitlement's id.
    """

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__(problems)
        self.problems = problems

    def __str__(self) -> str:
        return loggable(f"the entitlements do not fit what they hang under: {'; '.join(self.problems)}")


class DuplicateError(DefinitionError):
    """
    Two values claim one name.

    Attributes:
        what: The kind of thing, for example ``"calendar"``.

        name: The name that both claim.

        detail: What else both have in common, for example ``"revision 2"``.
    """

    def __init__(self, what: str, name: str, detail: str = "") -> None:
        super().__init__(what, name, detail)
        self.what, self.name, self.detail = what, name, detail

    def __str__(self) -> str:
        detail = f", {self.detail}" if self.detail else ""
        return (
            f"two values claim to be {self.what} {self.name!r}{detail}; keep one, or rename the other"
        )


class OwnerError(DefinitionError):
    """
    Something belongs to nobody, or to two kinds of owner at once.

    Attributes:
        named: Who was named, each with its kind.
    """

    def __init__(self, named: tuple[str, ...]) -> None:
        super().__init__(named)
        self.named = named

    def __str__(self) -> str:
        given = " and ".join(self.named) or "nobody"
        return loggable(
            f"the owner is {given}; it is exactly one of an account, a consumer, a household, "
            "or a consumer through an account"
        )


class UnitError(DefinitionError):
    """
    Two units, or two currencies, that cannot be counted together.

    Attributes:
        what: What was counted.

        given: The unit that came.

        expected: The unit that was needed.
    """

    def __init__(self, what: str, given: str, expected: str) -> None:
        super().__init__(what, given, expected)
        self.what, self.given, self.expected = what, given, expected

    def __str__(self) -> str:
        return f"{self.what} is in {self.given}, and {self.expected} is needed; convert it first"


class CycleError(DefinitionError):
    """
    Something is above itself.

    Attributes:
        what: What the members are, for example ``"account"``.

        path: From a member by way of its parents back to itself.
    """

    def __init__(self, what: str, path: tuple[str, ...]) -> None:
        super().__init__(what, path)
        self.what, self.path = what, path

    def __str__(self) -> str:
        shown = [repr(each) for each in self.path]
        if len(shown) > 12:
            shown[6:-5] = [f"... {len(shown) - 11} more ..."]
        return (
            f"{self.what} {self.path[0]!r} is above itself: {' under '.join(shown)}; "
            "take one of these parents away"
        )


class UnknownReferenceError(DefinitionError, LookupError):
    """
    Something names what does not exist.

    Attributes:
        what: The kind of thing that is named, for example ``"account"``.

        id: Its identity.

        referrer: Who names it.
    """

    def __init__(self, what: str, id: str, referrer: str) -> None:  # noqa: A002  # as everywhere
        super().__init__(what, id, referrer)
        self.what, self.id, self.referrer = what, id, referrer

    def __str__(self) -> str:
        return (
            f"{self.referrer} names {self.what} {self.id!r}, and there is none with that id; "
            "add it, or mend the reference"
        )


class CharacteristicError(DefinitionError):
    """
    What is told of an item does not fit what its model says can be told.

    Attributes:
        what: Whose characteristics they are, for example ``"item 'router-7'"``.

        problems: Everything that does not fit, a sentence each.
    """

    def __init__(self, what: str, problems: tuple[str, ...]) -> None:
        super().__init__(what, problems)
        self.what, self.problems = what, problems

    def __str__(self) -> str:
        return loggable(f"{self.what} does not fit its model: {'; '.join(self.problems)}")


class OverlapError(DefinitionError):
    """
    Two stretches of time overlap that must not.

    Attributes:
        what: What they are of, for example ``"membership of consumer 'c' in household 'h'"``.

        first: The earlier one, as text.

        second: The later one, as text.
    """

    def __init__(self, what: str, first: str, second: str) -> None:
        super().__init__(what, first, second)
        self.what, self.first, self.second = what, first, second

    def __str__(self) -> str:
        return f"{self.what} runs {self.first} and also {self.second}; end the first before the second"
