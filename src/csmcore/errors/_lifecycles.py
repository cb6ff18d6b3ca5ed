"""
Lifecycles that cannot be used, and moves that are not allowed.
"""

from csmcore.errors._root import DefinitionError, RefusedError, loggable


class LifecycleError(DefinitionError):
    """
    A lifecycle cannot be used, or could never do what it says.

    Attributes:
        lifecycle: The lifecycle's name.

        problems: What is wrong, a sentence each.
    """

    def __init__(self, lifecycle: str, problems: tuple[str, ...]) -> None:
        super().__init__(lifecycle, problems)
        self.lifecycle, self.problems = lifecycle, problems

    def __str__(self) -> str:
        return loggable(
            f"lifecycle {self.lifecycle!r} does not hold together: {'; '.join(self.problems)}"
        )


class MoveRefusedError(RefusedError):
    """
    An action is not allowed in the state that a record is in, for this actor, or as it is.

    Attributes:
        lifecycle: The lifecycle's name.

        state: The state; empty where the record has not begun.

        action: What was asked.

        reasons: Every reason why not, as text.

        allowed: The other actions that are allowed, though fields may have to be given.
    """

    def __init__(
        self,
        lifecycle: str,
        state: str,
        action: str,
        reasons: tuple[str, ...],
        allowed: tuple[str, ...],
    ) -> None:
        super().__init__(lifecycle, state, action, reasons, allowed)
        self.lifecycle, self.state, self.action = lifecycle, state, action
        self.reasons, self.allowed = reasons, allowed

    def __str__(self) -> str:
        where = f"in state {self.state!r}" if self.state else "at the beginning"
        instead = f"allowed instead: {', '.join(self.allowed)}" if self.allowed else "nothing else is"
        why = "; ".join(self.reasons)
        return loggable(f"{self.lifecycle} {where} does not allow {self.action!r}: {why}; {instead}")
