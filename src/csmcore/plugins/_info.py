"""
What a plugin says of itself.
"""

from collections.abc import Iterable
from typing import Final

import attrs

from csmcore.errors import DefinitionError
from csmcore.kernel import not_blank, shown

API: Final = 1
"""
The version of the interface between csmcore and its plugins.

It goes up when a plugin that was right would not be any more. A new hook, a new field of what an
object is shown, or a new optional attribute does not change it.
"""


def _names(values: Iterable[str]) -> frozenset[str]:
    if not isinstance(values, Iterable):
        message = f"may_fail is {shown(values)}; it holds names of the plugin's extensions"
        raise DefinitionError(message)
    several = (values,) if isinstance(values, str) else tuple(values)
    for name in several:
        if not isinstance(name, str) or not name.strip():
            message = f"may_fail holds {shown(name)}; it holds names of the plugin's extensions"
            raise DefinitionError(message)
    return frozenset(several)


def _range(_info: object, _attribute: object, value: tuple[int, int]) -> None:
    if (
        not isinstance(value, tuple)
        or [type(each) for each in value] != [int, int]
        or not 1 <= value[0] < value[1]
    ):
        message = (
            f"api is {shown(value)}; it is the first version and the one after the last, such as (1, 2)"
        )
        raise DefinitionError(message)


@attrs.frozen(kw_only=True)
class PluginInfo:
    """
    What a plugin says of itself.

    Attributes:
        title: What people call it.

        api: The versions of the interface (:data:`API`) that it was written for: the first,
            and the first one that it was not. Out of that range it is refused.

        may_fail: The names of those of its filters without which work may go on when they
            fail. The work is held otherwise, since whoever the filter would have left out
            could get it.

    Raises:
        DefinitionError: The title is blank, or the range is none.
    """

    title: str = attrs.field(validator=not_blank, kw_only=False)
    api: tuple[int, int] = attrs.field(default=(API, API + 1), validator=_range)
    may_fail: frozenset[str] = attrs.field(default=frozenset(), converter=_names)
