"""
Characteristics: what a model says can be told of its items, and of which type.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Final, TypeAlias, assert_never

import attrs

from csmcore.errors import CharacteristicError, DefinitionError, DuplicateError
from csmcore.kernel import (
    Reason,
    ReasonKind,
    by_name,
    not_blank,
    not_blank_if_given,
    refuse_twins,
    to_date,
)
from csmcore.products._quantities import Quantity, to_number
from csmcore.products._versions import Version

UNDEFINED: Final = ReasonKind(
    "characteristic.undefined", "{name} is no characteristic of the model, which has {known}"
)
MISSING: Final = ReasonKind("characteristic.missing", "{name} is missing; the model requires it")
WRONG_TYPE: Final = ReasonKind("characteristic.type", "{name} is {value}; {needed} is needed")
WRONG_UNIT: Final = ReasonKind(
    "characteristic.unit", "{name} is in {given}, and {expected} is needed; convert it first"
)
OUT_OF_RANGE: Final = ReasonKind("characteristic.range", "{name} is {value}; it must be {bounds}")
NO_OPTION: Final = ReasonKind("characteristic.option", "{name} is {value}; it is one of {options}")

CharacteristicValue: TypeAlias = str | Decimal | dt.date | Quantity | Version
"""
What can be told of an item: a text, a bare number, a date, a number of a unit, a version.
"""

Characteristics: TypeAlias = tuple[tuple[str, CharacteristicValue], ...]
"""
Values by the name of their characteristic, sorted by name.
"""


@attrs.frozen
class TextCharacteristic:
    """
    Any text, such as a host name.

    Attributes:
        name: What it is called.

        required: Whether each item must have it.
    """

    name: str = attrs.field(validator=not_blank)
    required: bool = attrs.field(default=False, kw_only=True)


def _number_if_given(value: Decimal | int | str | None) -> Decimal | None:
    return None if value is None else to_number(value)


@attrs.frozen
class NumberCharacteristic:
    """
    A number, of a unit where it has one: 24 ports, 16 GB.

    Attributes:
        name: What it is called.

        unit: The one unit in which it is told; a bare number when there is none.

        least: The smallest number allowed.

        most: The largest number allowed.

        required: Whether each item must have it.

    Raises:
        DefinitionError: The most is less than the least.
    """

    name: str = attrs.field(validator=not_blank)
    unit: str | None = attrs.field(default=None, kw_only=True, validator=not_blank_if_given)
    least: Decimal | None = attrs.field(default=None, kw_only=True, converter=_number_if_given)
    most: Decimal | None = attrs.field(default=None, kw_only=True, converter=_number_if_given)
    required: bool = attrs.field(default=False, kw_only=True)

    def __attrs_post_init__(self) -> None:
        if self.least is not None and self.most is not None and self.most < self.least:
            message = f"{self.name} is at least {self.least} and at most {self.most}; no number is both"
            raise DefinitionError(message)


def _options(value: Iterable[str]) -> tuple[str, ...]:
    if isinstance(value, str):
        message = f"options={value!r} is one text; give several, such as ('red', 'blue')"
        raise DefinitionError(message)
    return tuple(value)


@attrs.frozen
class ChoiceCharacteristic:
    """
    One of some texts, such as a colour.

    Attributes:
        name: What it is called.

        options: Its choices, in order.

        required: Whether each item must have it.

    Raises:
        DefinitionError: There are no options, or one is blank.

        DuplicateError: An option stands there twice.
    """

    name: str = attrs.field(validator=not_blank)
    options: tuple[str, ...] = attrs.field(converter=_options)
    required: bool = attrs.field(default=False, kw_only=True)

    def __attrs_post_init__(self) -> None:
        if not self.options:
            message = f"{self.name} has no options; give at least one"
            raise DefinitionError(message)
        seen: set[str] = set()
        for option in self.options:
            if not isinstance(option, str) or not option.strip():
                message = (
                    f"{self.name} has the option {option!r}; each must be a text that is not blank"
                )
                raise DefinitionError(message)
            if option in seen:
                raise DuplicateError("option", option, f"of {self.name}")
            seen.add(option)


@attrs.frozen
class DateCharacteristic:
    """
    A date, such as that of the last calibration.

    Attributes:
        name: What it is called.

        required: Whether each item must have it.
    """

    name: str = attrs.field(validator=not_blank)
    required: bool = attrs.field(default=False, kw_only=True)


@attrs.frozen
class VersionCharacteristic:
    """
    A version, such as that of the firmware.

    Attributes:
        name: What it is called.

        required: Whether each item must have it.
    """

    name: str = attrs.field(validator=not_blank)
    required: bool = attrs.field(default=False, kw_only=True)


CharacteristicDefinition: TypeAlias = (
    TextCharacteristic
    | NumberCharacteristic
    | ChoiceCharacteristic
    | DateCharacteristic
    | VersionCharacteristic
)
"""
What a model says of one characteristic.
"""


def to_definitions(
    value: Iterable[CharacteristicDefinition],
) -> tuple[CharacteristicDefinition, ...]:
    """
    Definitions in order.

    Raises:
        DefinitionError: A member is none.

        DuplicateError: Two have one name.
    """
    made = tuple(value)
    for each in made:
        if not isinstance(each, CharacteristicDefinition):
            message = f"{each!r} defines no characteristic; say TextCharacteristic(name) or its like"
            raise DefinitionError(message)
    refuse_twins("characteristic", (each.name for each in made))
    return made


def to_characteristics(
    value: Mapping[str, CharacteristicValue | int] | Iterable[tuple[str, CharacteristicValue | int]],
) -> Characteristics:
    """
    Values by name, sorted by name; whole numbers become exact ones.

    Raises:
        DefinitionError: A value is of no such type.

        DuplicateError: Two have one name.
    """
    return tuple((name, _value(name, each)) for name, each in by_name("characteristic", value))


def _value(name: str, value: CharacteristicValue | int) -> CharacteristicValue:
    match value:
        case Quantity() | Version():
            return value
        case str():
            return str.__str__(value)
        case Decimal() | int() if not isinstance(value, bool):
            return to_number(value)
        case dt.date() if not isinstance(value, dt.datetime):
            return to_date(value)
    message = (
        f"{name} is {value!r}; a characteristic is a text, a Decimal, a date, a Quantity or a Version"
    )
    raise DefinitionError(message)


def characteristic_problems(
    values: Characteristics, definitions: Iterable[CharacteristicDefinition]
) -> tuple[Reason, ...]:
    """
    Everything in which an item's characteristics do not fit those of its model.

    Args:
        values: The item's, by name.

        definitions: The model's.

    Returns:
        Nothing when all is well; else what is missing, in the model's order, and what does
        not fit, in the order of the names.
    """
    by_name = {each.name: each for each in definitions}
    told = dict(values)
    problems = [
        MISSING(name=each.name) for each in by_name.values() if each.required and each.name not in told
    ]
    for name, value in values:
        definition = by_name.get(name)
        if definition is None:
            problems.append(UNDEFINED(name=name, known=", ".join(by_name) or "none"))
            continue
        problem = _problem(definition, value)
        if problem is not None:
            problems.append(problem)
    return tuple(problems)


def check_characteristics(
    values: Characteristics, definitions: Iterable[CharacteristicDefinition], *, of: str
) -> None:
    """
    Refuses characteristics that do not fit their model.

    Args:
        values: The item's, by name.

        definitions: The model's.

        of: Whose they are, as the error shall say it.

    Raises:
        CharacteristicError: They do not; all problems are told.
    """
    problems = characteristic_problems(values, definitions)
    if problems:
        raise CharacteristicError(of, tuple(map(str, problems)))


def _problem(definition: CharacteristicDefinition, value: CharacteristicValue) -> Reason | None:
    match definition:
        case NumberCharacteristic():
            return _number_problem(definition, value)
        case ChoiceCharacteristic():
            if value in definition.options:
                return None
            return NO_OPTION(
                name=definition.name, value=_shown(value), options=", ".join(definition.options)
            )
        case TextCharacteristic():
            return None if isinstance(value, str) else _wrong(definition.name, value, "a text")
        case DateCharacteristic():
            return None if isinstance(value, dt.date) else _wrong(definition.name, value, "a date")
        case VersionCharacteristic():
            return None if isinstance(value, Version) else _wrong(definition.name, value, "a Version")
        case _:
            assert_never(definition)


def _number_problem(definition: NumberCharacteristic, value: CharacteristicValue) -> Reason | None:
    name, unit = definition.name, definition.unit
    match value:
        case Quantity() if unit is not None:
            if value.unit != unit:
                return WRONG_UNIT(name=name, given=value.unit, expected=unit)
            number = value.number
        case Decimal() if unit is None:
            number = value
        case _:
            return _wrong(name, value, "a bare number" if unit is None else f"a Quantity in {unit}")
    low, high = definition.least, definition.most
    if (low is None or low <= number) and (high is None or number <= high):
        return None
    bounds = [f"at least {low}"] if low is not None else []
    bounds += [f"at most {high}"] if high is not None else []
    return OUT_OF_RANGE(name=name, value=str(value), bounds=" and ".join(bounds))


def _wrong(name: str, value: CharacteristicValue, needed: str) -> Reason:
    return WRONG_TYPE(name=name, value=_shown(value), needed=needed)


def _shown(value: CharacteristicValue) -> str:
    return repr(value) if isinstance(value, str) else str(value)
