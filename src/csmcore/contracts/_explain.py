"""
A decision on coverage in the words of a colleague.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from csmcore.contracts._amounts import Amount, told
from csmcore.contracts._entitlement import Entitlement
from csmcore.contracts._verdict import CoverageScore, NearMiss
from csmcore.kernel import Decision

_MANY: Final = 5


def explain(
    decision: Decision[Entitlement],
    *,
    scores: Sequence[CoverageScore],
    near: Sequence[NearMiss],
    left_after: Amount | None,
    out_of_reach: int,
) -> str:
    """
    The answer in a few plain sentences, a line each.

    Args:
        decision: What was chosen, and why.

        scores: How those that would cover rank.

        near: What one thing alone kept from covering.

        left_after: What will be left of the entitlement.

        out_of_reach: How many entitlements of other customers there are.
    """
    return "\n".join(
        _one_line(each) for each in _told(decision, scores, near, left_after, out_of_reach)
    )


def _told(
    decision: Decision[Entitlement],
    scores: Sequence[CoverageScore],
    near: Sequence[NearMiss],
    left_after: Amount | None,
    out_of_reach: int,
) -> Iterator[str]:
    if decision.chosen is not None:
        yield f"Yes, {decision.label} covers it:"
        yield from (f"- {reason}" for reason in decision.reasons)
        if left_after is not None:
            yield f"- {told(left_after)} will be left after this"
    else:
        first, *rest = map(str, decision.reasons)
        yield f"No, {first}; {', '.join(rest)}."
    missed = {each.entitlement.id for each in near}
    ranked = {each.entitlement_id for each in scores}
    if near and decision.chosen is None:
        yield "It was close:"
        yield from (f"- {each}" for each in some(near))
    others = [
        each
        for each in decision.rejected
        if each.candidate is None or decision.chosen is not None or each.candidate.id not in missed
    ]
    others.sort(key=lambda each: each.candidate is None or each.candidate.id not in ranked)
    if others:
        yield "The others:"
        yield from (f"- {each.label}: {'; '.join(map(str, each.reasons))}" for each in others[:_MANY])
        if len(others) > _MANY:
            yield f"- and {len(others) - _MANY} more"
    if out_of_reach:
        yield elsewhere(out_of_reach)


def elsewhere(out_of_reach: int) -> str:
    """
    How many entitlements were not looked at, as a sentence.
    """
    noun = "entitlement belongs" if out_of_reach == 1 else "entitlements belong"
    return f"{out_of_reach:,} more {noun} to other customers."


def some(near: Sequence[NearMiss]) -> Iterable[str]:
    """
    The nearest misses as sentences, and how many more there are.
    """
    shown = [str(each) for each in near[:_MANY]]
    return [*shown, f"and {len(near) - _MANY} more"] if len(near) > _MANY else shown


def _one_line(text: str) -> str:
    """
    A text on one line, so that nobody's name can pass for one more reason.
    """
    return "".join(char if char.isprintable() else " " for char in text)
