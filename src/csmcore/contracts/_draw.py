"""
A decision on coverage as a picture: the answer, a table of reasons, and what was close.
"""

from collections.abc import Iterator, Sequence

from csmcore.contracts._amounts import Amount, told
from csmcore.contracts._entitlement import Entitlement
from csmcore.contracts._explain import elsewhere, some
from csmcore.contracts._verdict import NearMiss
from csmcore.kernel import Decision, Markup, element


def draw(
    decision: Decision[Entitlement],
    *,
    near: Sequence[NearMiss],
    left_after: Amount | None,
    out_of_reach: int,
) -> Markup:
    """
    The answer as a sentence over each entitlement, whether it covers, and why or why not.

    Args:
        decision: What was chosen, and why.

        near: What one thing alone kept from covering; told where nothing covers.

        left_after: What will be left of the entitlement.

        out_of_reach: How many entitlements of other customers there are.
    """
    answer = "No entitlement covers it." if decision.chosen is None else f"{decision.label} covers it."
    if left_after is not None:
        answer += f" {told(left_after)} will be left after this."
    close = near if decision.chosen is None else ()
    parts = (*_close(close), *([element("p", elsewhere(out_of_reach))] if out_of_reach else []))
    return element("section", element("p", answer), decision._repr_html_(), *parts)


def _close(near: Sequence[NearMiss]) -> Iterator[Markup]:
    if near:
        lines = (element("li", each) for each in some(near))
        yield element("figure", element("figcaption", "It was close"), element("ul", *lines))
