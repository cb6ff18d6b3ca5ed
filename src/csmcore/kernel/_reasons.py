"""
Why: reasons with a stable code, and decisions that carry them.
"""

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Generic, TypeAlias, TypeVar

import attrs

from csmcore.errors import DefinitionError, UndecidedError
from csmcore.kernel._checks import not_blank

Scalar: TypeAlias = bool | int | str | Decimal | dt.date | dt.datetime | dt.timedelta | None
"""
What a fact of a reason can be.
"""

T = TypeVar("T")

_PLACE = re.compile(r"\{(\w+)\}")


def _sorted_fields(
    fields: Mapping[str, Scalar] | tuple[tuple[str, Scalar], ...],
) -> tuple[tuple[str, Scalar], ...]:
    pairs = fields.items() if isinstance(fields, Mapping) else fields
    return tuple(sorted((str(name), value) for name, value in pairs))


@attrs.frozen
class Reason:
    """
    One reason, as a record: a stable code, and the facts that it speaks of.

    Two reasons are equal when code and fields are; the phrase is only how it reads, and
    a host may bring its own, in its own language.

    Attributes:
        code: Stable across releases, for example ``"calendar.unknown"``.

        phrase: A sentence with ``{name}`` where the fields go. Nothing else in it is
            interpreted, so that a phrase from a document is safe.

        fields: The facts, sorted by name.
    """

    code: str = attrs.field(validator=not_blank)
    phrase: str = attrs.field(eq=False)
    fields: tuple[tuple[str, Scalar], ...] = attrs.field(default=(), converter=_sorted_fields)

    def __str__(self) -> str:
        return self.text

    @property
    def text(self) -> str:
        """
        The reason as a sentence, in English unless its phrase is not.
        """
        return self.in_words({})

    def in_words(self, phrases: Mapping[str, str]) -> str:
        """
        The reason as a sentence in the host's own words.

        Args:
            phrases: Phrases by code; a code that is missing keeps its own phrase.
        """
        facts = dict(self.fields)
        phrase = phrases.get(self.code, self.phrase)
        return _PLACE.sub(lambda place: str(facts[place[1]]) if place[1] in facts else place[0], phrase)


def _reasons(reasons: Iterable[Reason]) -> tuple[Reason, ...]:
    return tuple(reasons)


@attrs.frozen
class ReasonKind:
    """
    A kind of reason; called with its facts, it makes a :class:`Reason`.

    Attributes:
        code: Stable across releases.

        phrase: A sentence with ``{name}`` where the facts go.
    """

    code: str = attrs.field(validator=not_blank)
    phrase: str = attrs.field(validator=not_blank)

    def __call__(self, **fields: Scalar) -> Reason:
        """
        The reason of this kind for these facts.

        Raises:
            DefinitionError: A fact is missing that the phrase speaks of.
        """
        missing = sorted(set(_PLACE.findall(self.phrase)) - set(fields))
        if missing:
            message = f"reason {self.code} needs {', '.join(missing)}, and got {sorted(fields)}"
            raise DefinitionError(message)
        return Reason(self.code, self.phrase, tuple(fields.items()))


@attrs.frozen
class Rejected(Generic[T]):
    """
    A candidate that was not chosen, and every reason why.

    Attributes:
        label: What a person would call the candidate.

        reasons: Why not; never empty.

        candidate: The candidate itself, or ``None`` when only its name is known.
    """

    label: str
    reasons: tuple[Reason, ...] = attrs.field(converter=_reasons)
    candidate: T | None = None

    def __attrs_post_init__(self) -> None:
        if not self.reasons:
            message = f"{self.label} was rejected without a reason; give at least one"
            raise DefinitionError(message)

    def __str__(self) -> str:
        return f"not {self.label}: {'; '.join(map(str, self.reasons))}"


@attrs.frozen(kw_only=True)
class Decision(Generic[T]):
    """
    An answer that explains itself: what was chosen, what was not, and why.

    Attributes:
        question: What was to be decided, as a noun: ``"calendar"``.

        chosen: The choice, or ``None`` when there was none to make.

        label: What a person would call the choice.

        reasons: Why this one, or why none.

        rejected: The other candidates in the order in which they were tried.
    """

    question: str = attrs.field(validator=not_blank)
    chosen: T | None = None
    label: str = ""
    reasons: tuple[Reason, ...] = attrs.field(default=(), converter=_reasons)
    rejected: tuple[Rejected[T], ...] = ()

    def __attrs_post_init__(self) -> None:
        # No converter: type checkers would lose the T of what is rejected.
        object.__setattr__(self, "rejected", tuple(self.rejected))

    def __bool__(self) -> bool:
        return self.chosen is not None

    def __str__(self) -> str:
        chosen = "none" if self.chosen is None else self.label or str(self.chosen)
        lines = [f"{self.question}: {chosen}"]
        lines += [f"  because {reason}" for reason in self.reasons]
        return "\n".join(lines + [f"  {rejected}" for rejected in self.rejected])

    def get(self) -> T:
        """
        The choice, for a caller that cannot go on without one.

        Raises:
            UndecidedError: Nothing was chosen; the error says why.
        """
        if self.chosen is None:
            told = (*self.reasons, *self.rejected)
            raise UndecidedError(self.question, tuple(map(str, told)))
        return self.chosen
