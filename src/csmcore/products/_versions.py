"""
Versions of firmware and software, in their order.
"""

import re
from typing import Final, TypeAlias

import attrs

from csmcore.errors import DefinitionError

_VERSION: Final = re.compile(
    r"v?(?P<numbers>\d{1,18}(\.\d{1,18}){0,9})(?P<suffix>[^\w.\s]\S{0,60}|[a-z]\S{0,60})?",
    re.ASCII | re.IGNORECASE,
)
_PART: Final = re.compile(r"\d+|[^\d.]+")

_Key: TypeAlias = tuple[tuple[int, ...], int, tuple[tuple[int, int, str], ...]]


def _text(value: str) -> str:
    if not isinstance(value, str) or not _VERSION.fullmatch(value):
        message = (
            f"{value!r} is no version; numbers with dots are needed, and perhaps a suffix, "
            "such as '1.10', '15.2(4)M7' or '2.0-rc1'"
        )
        raise DefinitionError(message)
    return value


def _key(text: str) -> _Key:
    read = _VERSION.fullmatch(text)
    numbers = [int(part) for part in read["numbers"].split(".")] if read else []
    while numbers and numbers[-1] == 0:
        numbers.pop()
    suffix = (read["suffix"] or "") if read else ""
    rank = -1 if suffix.startswith("-") else bool(suffix)
    parts = (part[0] for part in _PART.finditer(suffix))
    told = tuple((0, int(part), "") if part.isdigit() else (1, 0, part) for part in parts)
    return tuple(numbers), rank, told


@attrs.frozen(order=True, str=False)
class Version:
    """
    A version: numbers with dots, and perhaps a suffix.

    Numbers compare part by part as numbers, so 1.10 comes after 1.9; a part that is missing
    is zero, so 1.0 and 1 are equal. A suffix after a hyphen comes before its version, as
    2.0-rc1 does before 2.0; any other comes after it, as 15.2(4)M7 does after 15.2. Of two
    suffixes, runs of digits compare as numbers, the rest as text, and digits come first.

    Source: Semantic Versioning 2.0.0, section 11, for the hyphen and for what follows it.

    Attributes:
        text: As it was written; a ``v`` before it is kept, and counts for nothing.

    Raises:
        DefinitionError: It does not begin with numbers, has blanks, or is far too long.
    """

    text: str = attrs.field(converter=_text, eq=_key, order=_key)

    def __str__(self) -> str:
        return self.text
