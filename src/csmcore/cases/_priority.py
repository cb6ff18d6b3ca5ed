"""
How urgent a case is: impact and urgency, and the priority that a matrix makes of them.
"""

from collections.abc import Iterable
from typing import Final, TypeAlias

import attrs

from csmcore.cases._reasons import NOT_AMONG, told_names
from csmcore.cases._said import short_enough
from csmcore.errors import DefinitionError, DuplicateError
from csmcore.kernel import Reason, not_blank, shown

Level: TypeAlias = int | str
"""
An impact, an urgency or a priority: a number, 1 the highest, or a word such as ``"high"``.
"""


def to_level(value: Level) -> Level:
    """
    A converter: a whole number, or a text that is not blank.

    Raises:
        DefinitionError: It is neither.
    """
    if isinstance(value, str) and value.strip():
        return str.__str__(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return short_enough(int(value))
    message = f"{shown(value)} is no level; it is a whole number or a word, such as 1 or 'high'"
    raise DefinitionError(message)


def to_level_if_given(value: Level | None) -> Level | None:
    """
    A converter: a level, or ``None``.

    Raises:
        DefinitionError: It is neither.
    """
    return None if value is None else to_level(value)


def _levels(values: Iterable[Level]) -> tuple[Level, ...]:
    return tuple(map(to_level, values))


def _rows(rows: Iterable[Iterable[Level]]) -> tuple[tuple[Level, ...], ...]:
    return tuple(map(_levels, rows))


@attrs.frozen
class PriorityMatrix:
    """
    Which priority an impact and an urgency make together.

    Attributes:
        name: Its name.

        impacts: The impacts, the highest first.

        urgencies: The urgencies, the highest first.

        priorities: A row for each impact, in it a priority for each urgency.

        unset: The priority while impact or urgency is not known; ``None`` leaves it open.

    Raises:
        DefinitionError: The rows do not fit the impacts and urgencies.

        DuplicateError: A level stands there twice.
    """

    name: str = attrs.field(validator=not_blank)
    impacts: tuple[Level, ...] = attrs.field(converter=_levels, kw_only=True)
    urgencies: tuple[Level, ...] = attrs.field(converter=_levels, kw_only=True)
    priorities: tuple[tuple[Level, ...], ...] = attrs.field(converter=_rows, kw_only=True)
    unset: Level | None = attrs.field(default=None, converter=to_level_if_given, kw_only=True)

    def __attrs_post_init__(self) -> None:
        for what, levels in (("impact", self.impacts), ("urgency", self.urgencies)):
            for place, level in enumerate(levels):
                if level in levels[:place]:
                    raise DuplicateError(what, str(level), f"of {self.name}")
        if [len(row) for row in self.priorities] != [len(self.urgencies)] * len(self.impacts):
            message = (
                f"matrix {self.name!r} needs {len(self.impacts)} rows of {len(self.urgencies)} "
                f"priorities, and has rows of {[len(row) for row in self.priorities]}"
            )
            raise DefinitionError(message)

    @property
    def levels(self) -> tuple[Level, ...]:
        """
        The priorities that it makes, each once, in the order of its rows.
        """
        made = [each for row in self.priorities for each in row]
        return tuple(dict.fromkeys(made if self.unset is None else [*made, self.unset]))

    def priority(self, impact: Level | None, urgency: Level | None) -> Level | None:
        """
        The priority of an impact and an urgency.

        Returns:
            ``unset`` where one of them is not known.

        Raises:
            DefinitionError: It does not know the impact, or the urgency.
        """
        problems = self.problems(impact, urgency)
        if problems:
            raise DefinitionError("; ".join(map(str, problems)))
        if impact is None or urgency is None:
            return self.unset
        return self.priorities[self.impacts.index(impact)][self.urgencies.index(urgency)]

    def problems(self, impact: Level | None, urgency: Level | None) -> tuple[Reason, ...]:
        """
        Why an impact or an urgency is none of this matrix; nothing when both are.
        """
        asked = (("impact", impact, self.impacts), ("urgency", urgency, self.urgencies))
        return tuple(
            NOT_AMONG(path=path, value=repr(level), known=told_names(str(level), map(str, known)))
            for path, level, known in asked
            if level is not None and level not in known
        )


_ROWS: Final = ((1, 2, 3), (2, 3, 4), (3, 4, 5))

ITIL_MATRIX: Final = PriorityMatrix(
    "itil",
    impacts=("high", "medium", "low"),
    urgencies=("high", "medium", "low"),
    priorities=_ROWS,
)
"""
ITIL's matrix: high, medium and low make priorities from 1 (critical) to 5 (planning).

Source: ITIL Service Operation (2011), section 4.2.5.4, "Incident prioritization".
"""

SERVICENOW_MATRIX: Final = PriorityMatrix(
    "servicenow", impacts=(1, 2, 3), urgencies=(1, 2, 3), priorities=_ROWS
)
"""
ServiceNow's lookup of priorities: the same, by the numbers that its records hold.

Source: ServiceNow, "Incident priority lookup rules".
"""
