"""
What is told when an action is asked: what may be asked, and what a move does.
"""

from typing import Final

import attrs

from csmcore.kernel import Reason, ReasonKind

WRONG_ACTOR: Final = ReasonKind("lifecycle.wrong_actor", "{move} is for {kinds}, not for {by}")
GUARDED: Final = ReasonKind("lifecycle.guarded", "{move} needs {condition}, and {found}")
NEEDS_FIELDS: Final = ReasonKind("lifecycle.needs_fields", "{move} needs {fields} to be given")
NOT_FROM_HERE: Final = ReasonKind(
    "lifecycle.not_from_here", "{action} leads nowhere from {state}; it does from {sources}"
)
FINAL: Final = ReasonKind("lifecycle.final", "{state} is final, so {action} leads nowhere")
NO_ACTION: Final = ReasonKind("lifecycle.no_action", "no action is named {action}; {known}")


@attrs.frozen(kw_only=True)
class Moved:
    """
    What a move does to a record: the state that it leaves, the one that it comes to, what follows.

    Attributes:
        lifecycle: The lifecycle's name.

        source: The state that it leaves, or ``None`` where the record begins.

        action: What was asked.

        target: The state that it comes to.

        effects: What else is to be done, by name, in order.
    """

    lifecycle: str
    source: str | None
    action: str
    target: str
    effects: tuple[str, ...] = ()

    def __str__(self) -> str:
        source = "" if self.source is None else f"{self.source} "
        return f"{source}-> {self.action} -> {self.target}"


@attrs.frozen(kw_only=True)
class Option:
    """
    An action, as it stands for one actor and one record: true where it would be taken now.

    Attributes:
        action: Its name.

        target: The state that it would lead to, or ``None`` when it is not for this actor or
            not for this record as it is.

        requires: The fields that have to be given with it.

        missing: Those of them that were not given.

        reasons: Every reason why it would be refused now; none when it would not.
    """

    action: str
    target: str | None = None
    requires: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    reasons: tuple[Reason, ...] = ()

    def __bool__(self) -> bool:
        return not self.reasons

    def __str__(self) -> str:
        if self.reasons:
            return f"not {self.action}: {'; '.join(map(str, self.reasons))}"
        return f"{self.action} -> {self.target}"

    @property
    def is_offered(self) -> bool:
        """
        Whether it is there for this actor and record, once what it requires is given.
        """
        return self.target is not None
