"""
The fields that a host's own types of cases have, and of which type they are.
"""

import datetime as dt
import enum
from collections.abc import Iterable, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Final

import attrs

from csmcore.cases._pairs import Pairs
from csmcore.cases._reasons import NOT_AMONG, OUT_OF_RANGE, UNKNOWN_FIELD, WRONG_TYPE, told_names
from csmcore.conditions import FactDefinition, FactType
from csmcore.errors import DefinitionError
from csmcore.kernel import Reason, Scalar, listed, not_blank, shown, to_choice, to_scalar, to_texts


class FieldType(enum.StrEnum):
    """
    What kind of value a field has; a choice is one of some texts.
    """

    TEXT = "text"
    WHOLE_NUMBER = "whole_number"
    DECIMAL = "decimal"
    BOOLEAN = "boolean"
    DATE = "date"
    INSTANT = "instant"
    DURATION = "duration"
    CHOICE = "choice"


_KINDS: Final[Mapping[FieldType, tuple[tuple[type, ...], str, FactType]]] = MappingProxyType(
    {
        FieldType.TEXT: ((str,), "a text", FactType.TEXT),
        FieldType.WHOLE_NUMBER: ((int,), "a whole number", FactType.NUMBER),
        FieldType.DECIMAL: ((Decimal, int), "a Decimal or a whole number", FactType.NUMBER),
        FieldType.BOOLEAN: ((bool,), "true or false", FactType.FLAG),
        FieldType.DATE: ((dt.date,), "a date", FactType.DATE),
        FieldType.INSTANT: ((dt.datetime,), "an aware datetime", FactType.INSTANT),
        FieldType.DURATION: ((dt.timedelta,), "a timedelta", FactType.DURATION),
        FieldType.CHOICE: ((str,), "a text", FactType.TEXT),
    }
)
_COUNTED: Final = (FieldType.WHOLE_NUMBER, FieldType.DECIMAL)


def _type(value: FieldType | str) -> FieldType:
    return to_choice(FieldType, value)


def _bound(value: Decimal | int | None) -> Decimal | None:
    held = to_scalar(value)
    if held is None or isinstance(held, Decimal):
        return held
    if isinstance(held, int) and not isinstance(held, bool):
        return Decimal(held)
    message = f"{shown(value)} is no bound; it is a whole number or a Decimal"
    raise DefinitionError(message)


@attrs.frozen
class CaseField:
    """
    A field that cases of some type have beside those that all cases have.

    Attributes:
        name: What it is called, in conditions too.

        type: What kind of value it has.

        choices: The texts that a choice is one of, in order.

        least: The smallest number allowed.

        most: The largest number allowed.

        required_on: The actions of the lifecycle that need it, unless the case has it already;
            ``"opening"`` is the opening, whatever the lifecycle calls it.

        default: What it is when a case is opened without it.

    Raises:
        DefinitionError: A choice without choices, or choices and bounds where they mean
            nothing; or the default does not fit.
    """

    name: str = attrs.field(validator=not_blank)
    type: FieldType = attrs.field(default=FieldType.TEXT, converter=_type)
    choices: tuple[str, ...] = attrs.field(default=(), converter=to_texts, kw_only=True)
    least: Decimal | None = attrs.field(default=None, converter=_bound, kw_only=True)
    most: Decimal | None = attrs.field(default=None, converter=_bound, kw_only=True)
    required_on: tuple[str, ...] = attrs.field(default=(), converter=to_texts, kw_only=True)
    default: Scalar = attrs.field(default=None, converter=to_scalar, kw_only=True)

    def __attrs_post_init__(self) -> None:
        if bool(self.choices) is not (self.type is FieldType.CHOICE):
            message = (
                f"field {self.name!r} is a {self.type}; a choice has choices, and nothing else has"
            )
            raise DefinitionError(message)
        bounded = self.least is not None or self.most is not None
        if bounded and self.type not in _COUNTED:
            message = f"field {self.name!r} is a {self.type}, which has neither least nor most"
            raise DefinitionError(message)
        if self.least is not None and self.most is not None and self.most < self.least:
            message = f"field {self.name!r} is at least {self.least} and at most {self.most}"
            raise DefinitionError(message)
        if self.default is not None and (problem := self.problem(self.default)) is not None:
            raise DefinitionError(str(problem))

    def problem(self, value: Scalar) -> Reason | None:
        """
        Why a value cannot be this field's, if it cannot; ``None`` is no value, and fits.
        """
        path = f"fields.{self.name}"
        kinds, needed, _ = _KINDS[self.type]
        if value is None:
            return None
        if type(value) not in kinds:
            return WRONG_TYPE(path=path, value=shown(value), needed=needed)
        if self.choices and value not in self.choices:
            return NOT_AMONG(path=path, value=shown(value), known=told_names(str(value), self.choices))
        if isinstance(value, int | Decimal) and not isinstance(value, bool):
            return self._beyond(path, value)
        return None

    @property
    def fact(self) -> FactDefinition:
        """
        The fact that conditions see it as.
        """
        return FactDefinition(self.name, _KINDS[self.type][2], self.choices)

    def _beyond(self, path: str, value: int | Decimal) -> Reason | None:
        low, high = self.least, self.most
        if (low is None or low <= value) and (high is None or value <= high):
            return None
        bounds = [f"at least {low}"] if low is not None else []
        bounds += [f"at most {high}"] if high is not None else []
        return OUT_OF_RANGE(path=path, value=str(value), bounds=" and ".join(bounds))


def field_problems(values: Pairs, known: Mapping[str, CaseField]) -> list[Reason]:
    """
    Everything in which own fields do not fit those that there are, in the order of the names.
    """
    found: list[Reason] = []
    for name, value in values:
        field = known.get(name)
        if field is None:
            path = f"fields.{name}"
            found.append(UNKNOWN_FIELD(path=path, name=name, known=told_names(name, known)))
        elif (problem := field.problem(value)) is not None:
            found.append(problem)
    return found


def to_case_fields(fields: Iterable[CaseField]) -> tuple[CaseField, ...]:
    """
    A converter: definitions of own fields, in order.

    Raises:
        DefinitionError: One is none.
    """
    return listed(CaseField, fields, say="CaseField(name, type)")
