"""
Types of cases that do not hold together, and what a case refuses.
"""

from csmcore.errors._root import DefinitionError, RefusedError, loggable


class CaseTypeError(DefinitionError):
    """
    A type of cases contradicts itself, or names what is not there.

    Attributes:
        case_type: The type's name.

        problems: What is wrong, a sentence each.
    """

    def __init__(self, case_type: str, problems: tuple[str, ...]) -> None:
        super().__init__(case_type, problems)
        self.case_type, self.problems = case_type, problems

    def __str__(self) -> str:
        return loggable(
            f"case type {self.case_type!r} does not hold together: {'; '.join(self.problems)}"
        )


class CaseRefusedError(RefusedError):
    """
    An action cannot be done to a case, for another reason than its lifecycle.

    Attributes:
        case: The case, for example ``"case 'c1'"``.

        action: What was asked.

        reasons: Every reason why not, as text; each about a field begins with its path.

        allowed: What is allowed instead, where that is known.
    """

    def __init__(
        self, case: str, action: str, reasons: tuple[str, ...], allowed: tuple[str, ...]
    ) -> None:
        super().__init__(case, action, reasons, allowed)
        self.case, self.action, self.reasons, self.allowed = case, action, reasons, allowed

    def __str__(self) -> str:
        instead = f"; allowed instead: {', '.join(self.allowed)}" if self.allowed else ""
        return loggable(
            f"{self.case} does not take {self.action!r}: {'; '.join(self.reasons)}{instead}"
        )


class ClosedCaseError(RefusedError):
    """
    A case is closed or cancelled, and what is over is only read.

    Attributes:
        case: The case, for example ``"case 'c1'"``.

        state: The state that it is in.

        action: What was asked.
    """

    def __init__(self, case: str, state: str, action: str) -> None:
        super().__init__(case, state, action)
        self.case, self.state, self.action = case, state, action

    def __str__(self) -> str:
        return (
            f"{self.case} is {self.state} and only read, so {self.action!r} is not done; "
            "reopen it where its lifecycle lets you, or open another that follows it up"
        )
