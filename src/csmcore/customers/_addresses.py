"""
Where somebody lives, works, or has things sent to.
"""

import enum
import re
from collections.abc import Iterable
from typing import Final

import attrs

from csmcore.customers._fields import texts
from csmcore.errors import DefinitionError
from csmcore.kernel import listed, not_blank_if_given, to_choice

_COUNTRY: Final = re.compile(r"[A-Z]{2}")


class AddressKind(enum.Enum):
    """
    What an address is for.
    """

    BILLING = "billing"
    POSTAL = "postal"
    SHIPPING = "shipping"
    VISITING = "visiting"


def _kind(value: AddressKind | str) -> AddressKind:
    return to_choice(AddressKind, value)


def _country(_address: object, _attribute: object, value: str) -> None:
    if not isinstance(value, str) or not _COUNTRY.fullmatch(value):
        message = f"{value!r} is no country; two capital letters are needed, such as 'NL'"
        raise DefinitionError(message)


@attrs.frozen
class Address:
    """
    A place that post finds.

    Attributes:
        lines: Street and number, building, post box; at least one.

        city: The town.

        postcode: As its country spells it.

        region: State, province or county.

        country: ISO 3166 alpha-2, for example ``"NL"``.

        kind: What it is for.

    Raises:
        DefinitionError: There is no line, one is blank, or the country is no code.
    """

    lines: tuple[str, ...] = attrs.field(converter=texts)
    city: str | None = attrs.field(default=None, validator=not_blank_if_given, kw_only=True)
    postcode: str | None = attrs.field(default=None, validator=not_blank_if_given, kw_only=True)
    region: str | None = attrs.field(default=None, validator=not_blank_if_given, kw_only=True)
    country: str = attrs.field(validator=_country, kw_only=True)
    kind: AddressKind = attrs.field(default=AddressKind.POSTAL, converter=_kind, kw_only=True)

    def __attrs_post_init__(self) -> None:
        if not self.lines:
            message = "an address has no line; give at least one, such as 'Main Street 1'"
            raise DefinitionError(message)

    def __str__(self) -> str:
        town = " ".join(filter(None, (self.postcode, self.city)))
        return ", ".join(filter(None, (*self.lines, town, self.region, self.country)))


def addresses(values: Iterable[Address]) -> tuple[Address, ...]:
    """
    A converter: some addresses.

    Raises:
        DefinitionError: One is none.
    """
    return listed(Address, values)
