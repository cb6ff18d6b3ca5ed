"""
Why a condition holds, or does not.
"""

from collections.abc import Iterator

import attrs

from csmcore.conditions._condition import AllOf, AnyOf, Condition, Not
from csmcore.conditions._predicates import Changed, Signalled
from csmcore.conditions._words import fact_text, name_text
from csmcore.kernel import Moment


@attrs.frozen(str=False)
class Explanation:
    """
    Whether a condition held at a moment, and what decided it.

    Attributes:
        condition: The condition.

        held: Whether it held.

        found: What a condition about one fact or signal found; empty for the others.

        parts: The explanations of the conditions that it is made of.
    """

    condition: Condition
    held: bool
    found: str = ""
    parts: tuple["Explanation", ...] = ()

    def __str__(self) -> str:
        lines = [f"{'yes' if self.held else 'no'}: {self.condition}"]
        if self.parts:
            lines += [f"  {each._told()}" for each in self.because]
        elif self.found:
            lines.append(f"  {self.found}")
        return "\n".join(lines)

    @property
    def because(self) -> tuple["Explanation", ...]:
        """
        The conditions about one fact or signal that decided it, in the order of the text.

        Where all were needed and some failed, those that failed; where one was enough and
        some held, those that held; else all.
        """
        return tuple(self._deciding())

    def _deciding(self) -> Iterator["Explanation"]:
        if not self.parts:
            yield self
            return
        deciding = self.parts
        if isinstance(self.condition, AllOf) and not self.held:
            deciding = tuple(part for part in self.parts if not part.held)
        elif isinstance(self.condition, AnyOf) and self.held:
            deciding = tuple(part for part in self.parts if part.held)
        for part in deciding:
            yield from part._deciding()

    def _told(self) -> str:
        verdict = "holds" if self.held else "does not hold"
        return f"{self.condition} {verdict}" + (f": {self.found}" if self.found else "")


def explain(condition: Condition, moment: Moment) -> Explanation:
    """
    Whether a condition holds at a moment, and which of its parts decided it.

    Raises:
        ConditionError: A fact cannot be compared with what the condition says.
    """
    held = condition.holds(moment)
    if isinstance(condition, AllOf | AnyOf | Not):
        parts = tuple(explain(part, moment) for part in condition.parts)
        return Explanation(condition, held, parts=parts)
    return Explanation(condition, held, _found(condition, moment))


def _found(condition: Condition, moment: Moment) -> str:
    if isinstance(condition, Signalled):
        told = ", ".join(map(name_text, sorted(moment.signals))) or "nothing"
        return f"signalled: {told}"
    (fact,) = condition.facts
    now = moment.after.get(fact)
    told = f"{name_text(fact)} is {fact_text(now)}"
    if isinstance(condition, Changed):
        was = moment.before.get(fact)
        return f"{told} as before" if was == now else f"{told}, was {fact_text(was)}"
    return told
