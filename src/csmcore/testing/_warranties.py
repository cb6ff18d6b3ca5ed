"""
Strategies for warranties: when they start, how long they run, and for whom.
"""

import datetime as dt

from csmcore.kernel import SoldProductId, Term
from csmcore.products import (
    Covered,
    StartsOn,
    TransferRule,
    WarrantyExtension,
    WarrantyStart,
    WarrantyTerm,
)
from csmcore.testing._extra import st
from csmcore.testing._kernel import dates, terms


def transfer_rules() -> st.SearchStrategy[TransferRule]:
    """
    Warranties that end with the transfer, go on, go on for a while, or if it comes early.
    """
    some = st.none() | terms()
    return st.just(TransferRule(goes_on=False)) | st.builds(
        TransferRule, within=some, then_at_most=some
    )


def warranty_starts() -> st.SearchStrategy[WarrantyStart]:
    """
    Starts with one date, many of them bounded by another.
    """
    bounded = st.builds(
        lambda pair, days: WarrantyStart(pair[0], at_most_days=days, after=pair[1]),
        st.permutations(list(StartsOn)),
        st.integers(1, 400),
    )
    return st.builds(WarrantyStart, st.sampled_from(StartsOn)) | bounded


def warranty_terms() -> st.SearchStrategy[WarrantyTerm]:
    """
    Terms with several starts and every rule for transfers.
    """
    starts = st.lists(warranty_starts(), min_size=1, max_size=3, unique_by=lambda each: each.event)
    return st.builds(
        WarrantyTerm,
        st.sampled_from(["standard", "parts only", "lifetime"]),
        covers=_covers(),
        runs=terms(),
        starts=starts,
        transfer=transfer_rules(),
    )


def warranty_extensions() -> st.SearchStrategy[WarrantyExtension]:
    """
    Extensions that prolong, or run from a date, for a term or until a date.
    """
    return extensions_of(st.just(SoldProductId("sold-0")))


def extensions_of(of: st.SearchStrategy[SoldProductId]) -> st.SearchStrategy[WarrantyExtension]:
    """
    Extensions that were bought for some sold products.

    Args:
        of: Which sold products.
    """

    def made(
        sold: SoldProductId, name: str, runs: Term | None, on: list[dt.date | None]
    ) -> WarrantyExtension:
        start_on, until, bought_on = on
        if start_on is not None and until is not None and until <= start_on:
            start_on = None
        return WarrantyExtension(
            sold,
            name,
            covers=[Covered.PARTS] if name == "gold" else list(Covered),
            runs=runs if until is None else None,
            until=until,
            start_on=start_on,
            bought_on=bought_on,
            transfer=TransferRule(goes_on=name == "gold"),
        )

    some = st.lists(st.none() | dates(), min_size=3, max_size=3)
    return st.builds(made, of, st.sampled_from(["gold", "silver"]), terms(), some)


def _covers() -> st.SearchStrategy[frozenset[Covered]]:
    return st.frozensets(st.sampled_from(Covered), min_size=1)
