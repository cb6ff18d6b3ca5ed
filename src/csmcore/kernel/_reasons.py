"""
Why: reasons with a stable code, and decisions that carry them.
"""

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Final, Generic, TypeAlias, TypeVar

import attrs

from csmcore.errors import DefinitionError, DuplicateError, UndecidedError
from csmcore.kernel._checks import not_blank, to_date, to_duration, to_utc
from csmcore.kernel._markup import Markup, element
from csmcore.kernel._spans import clock_text
from csmcore.kernel._times import with_instants

Scalar: TypeAlias = bool | int | str | Decimal | dt.date | dt.datetime | dt.timedelta | None
"""
What a fact of a reason can be: nothing that could change once it has been told.
"""

T_co = TypeVar("T_co", covariant=True)

_DRAWN: Final = 100
"""
How many rejected candidates a picture shows.
"""

_PLACE: Final = re.compile(r"\{(\w+)\}")


def _number(value: Decimal) -> Decimal:
    if not value.is_finite():
        message = f"{value!r} is no number that could be compared; leave the fact out, or say None"
        raise DefinitionError(message)
    return Decimal(value)


_HELD_AS: Final[tuple[tuple[type, Callable[..., Scalar]], ...]] = (
    (bool, bool),
    (int, int),
    (str, str.__str__),
    (Decimal, _number),
    (dt.datetime, to_utc),
    (dt.date, to_date),
    (dt.timedelta, to_duration),
)
"""
How a fact of each type is held, without what a subclass adds. The first type that fits
counts: a boolean is an ``int`` to Python, and an instant a ``date``.
"""


def to_scalar(value: Scalar) -> Scalar:
    """
    A scalar as it is held: plain, exact, instants in UTC.

    Raises:
        DefinitionError: It is none, or a number that could not be compared.
    """
    if value is None:
        return None
    for kind, hold in _HELD_AS:
        if isinstance(value, kind):
            return hold(value)
    message = (
        f"{value!r} is a {type(value).__name__}; a fact is a text, whole number, Decimal, "
        "boolean, date, instant, duration or None"
    )
    raise DefinitionError(message)


def _sorted_fields(
    fields: Mapping[str, Scalar] | tuple[tuple[str, Scalar], ...],
) -> tuple[tuple[str, Scalar], ...]:
    pairs = tuple(fields.items() if isinstance(fields, Mapping) else fields)
    names = [name for name, _ in pairs]
    if len(set(names)) < len(names):
        raise DuplicateError("fact", next(name for name in names if names.count(name) > 1))
    return tuple((name, to_scalar(value)) for name, value in sorted(pairs, key=lambda pair: pair[0]))


def _told(value: Scalar) -> str:
    if isinstance(value, dt.datetime):
        return clock_text(value)
    return "none" if value is None else str(value)


def _line(text: object) -> str:
    """
    A text on one line, so that nobody's name can pass for one more reason.
    """
    return "".join(char if char.isprintable() else " " for char in str(text))


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

        fields: The facts, sorted by name; instants are held in UTC.

    Raises:
        DefinitionError: A fact is of a type that could change, or no finite number.

        DuplicateError: Two facts have one name.
    """

    code: str = attrs.field(validator=not_blank)
    phrase: str = attrs.field(eq=False, validator=not_blank)
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
        return _PLACE.sub(
            lambda place: _told(facts[place[1]]) if place[1] in facts else place[0], phrase
        )


def _reasons(reasons: Iterable[Reason]) -> tuple[Reason, ...]:
    made = (reasons,) if isinstance(reasons, Reason | str) else tuple(reasons)
    for reason in made:
        if not isinstance(reason, Reason):
            message = f"{reason!r} is no reason; call a ReasonKind with its facts to make one"
            raise DefinitionError(message)
    return made


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

    def __call__(self, /, **fields: Scalar) -> Reason:
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
class Rejected(Generic[T_co]):
    """
    A candidate that was not chosen, and every reason why.

    Attributes:
        label: What a person would call the candidate.

        reasons: Why not; never empty.

        candidate: The candidate itself, or ``None`` when only its name is known.
    """

    label: str = attrs.field(validator=not_blank)
    reasons: tuple[Reason, ...] = attrs.field(converter=_reasons)
    candidate: T_co | None = None

    def __attrs_post_init__(self) -> None:
        if not self.reasons:
            message = f"{self.label} was rejected without a reason; give at least one"
            raise DefinitionError(message)

    def __str__(self) -> str:
        return _line(f"not {self.label}: {'; '.join(map(str, self.reasons))}")


@attrs.frozen(kw_only=True)
class Decision(Generic[T_co]):
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
    chosen: T_co | None = None
    label: str = ""
    reasons: tuple[Reason, ...] = attrs.field(default=(), converter=_reasons)
    rejected: tuple[Rejected[T_co], ...] = ()

    def __attrs_post_init__(self) -> None:
        # No converter: type checkers would lose the T of what is rejected.
        object.__setattr__(self, "rejected", tuple(self.rejected))

    def __bool__(self) -> bool:
        return self.chosen is not None

    def __str__(self) -> str:
        chosen = "none" if self.chosen is None else self.label or str(self.chosen)
        told = [f"{self.question}: {chosen}"]
        told += [f"  because {reason}" for reason in self.reasons]
        told += [f"  {rejected}" for rejected in self.rejected]
        return "\n".join(map(_line, told))

    def _repr_html_(self) -> Markup:
        heads = (element("th", each, scope="col") for each in (self.question, "chosen", "why"))
        label = "none" if self.chosen is None else self.label or str(self.chosen)
        rows = [_row(label, "no" if self.chosen is None else "yes", self.reasons)]
        rows += [_row(each.label, "no", each.reasons) for each in self.rejected[:_DRAWN]]
        if len(self.rejected) > _DRAWN:
            more = f"and {len(self.rejected) - _DRAWN:,} more that were not chosen"
            rows.append(element("tr", element("td", more, colspan=3)))
        table = element("table", element("thead", element("tr", *heads)), element("tbody", *rows))
        return element(
            "figure", element("figcaption", with_instants(f"{self.question}: {label}")), table
        )

    def get(self) -> T_co:
        """
        The choice, for a caller that cannot go on without one.

        Raises:
            UndecidedError: Nothing was chosen; the error says why.
        """
        if self.chosen is None:
            told = (*self.reasons, *self.rejected)
            raise UndecidedError(self.question, tuple(map(str, told)))
        return self.chosen


def _row(label: str, chosen: str, reasons: Iterable[Reason]) -> Markup:
    why = [element("li", with_instants(each)) for each in reasons]
    cells = (element("td", chosen), element("td", *([element("ul", *why)] if why else [])))
    return element("tr", element("th", with_instants(label), scope="row"), *cells)
