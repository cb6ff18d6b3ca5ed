"""
Which entitlement counts where several would cover: weights, and what decides between equals.
"""

import enum
from collections.abc import Iterable, Mapping
from typing import Final, assert_never

import attrs

from csmcore.contracts._scope import Aspect
from csmcore.errors import DefinitionError, DuplicateError
from csmcore.kernel import not_blank, refuse_twins, to_choice


class Ranking(enum.StrEnum):
    """
    How the weights of what an entitlement is particular about make its rank.

    ``HIGHEST``: the highest weight first, then the sum of all. ``SUM``: the sum alone.
    ``IN_TURN``: the highest weight, then the next highest, and so on; a weight counts for
    nothing where a higher one decides, however many lower ones there are.
    """

    HIGHEST = "highest"
    SUM = "sum"
    IN_TURN = "in_turn"


class TieBreak(enum.StrEnum):
    """
    What decides between entitlements of one rank.

    ``NEAREST``: the account nearest above the customer's, the item nearest around the one
    in question. ``LATEST_END``: what ends last; without an end, later than all.
    ``MOST_REMAINING``: of what most is left: unlimited, then the most cases, then the most
    time. ``LOWEST_ID``: the first id in the order of letters; it always decides.
    """

    NEAREST = "nearest"
    LATEST_END = "latest_end"
    MOST_REMAINING = "most_remaining"
    LOWEST_ID = "lowest_id"


Weights = tuple[tuple[Aspect, int], ...]
"""
A weight for each of some aspects, by aspect.
"""


_ADAPTED: Final = ", adapted"


def _weights(value: Mapping[Aspect, int] | Iterable[tuple[Aspect, int]]) -> Weights:
    pairs = tuple(value.items() if isinstance(value, Mapping) else value)
    found: dict[Aspect, int] = {}
    for said, weight in pairs:
        aspect = to_choice(Aspect, said)
        if type(weight) is not int or weight < 0:
            message = f"the weight of {aspect.noun} is {weight!r}; give a whole number, not negative"
            raise DefinitionError(message)
        if aspect in found:
            raise DuplicateError("weight", aspect.value)
        found[aspect] = weight
    return tuple(sorted(found.items(), key=lambda pair: list(Aspect).index(pair[0])))


def _ranking(value: Ranking | str) -> Ranking:
    return to_choice(Ranking, value)


def _ties(value: Iterable[TieBreak]) -> tuple[TieBreak, ...]:
    made = tuple(to_choice(TieBreak, each) for each in ((value,) if isinstance(value, str) else value))
    refuse_twins("tie break", (each.value for each in made))
    return made if TieBreak.LOWEST_ID in made else (*made, TieBreak.LOWEST_ID)


@attrs.frozen
class CoverageOrder:
    """
    Which entitlement counts where several would cover, as data.

    Never the order in which they come in: where weights and ties leave two alike, the
    lower id counts.

    Attributes:
        name: What a person calls it.

        weights: How much it counts that an entitlement is particular about something, and
            is matched in it. What is not among them counts nothing. A mapping is accepted.

        ranking: How weights make a rank.

        ties: What decides between those of one rank, the first first; the lowest id comes
            last where it is not said.

    Raises:
        DefinitionError: A weight is no whole number or negative, or there is no such choice.

        DuplicateError: An aspect has two weights, or a tie break stands there twice.
    """

    name: str = attrs.field(validator=not_blank)
    weights: Weights = attrs.field(converter=_weights, kw_only=True)
    ranking: Ranking = attrs.field(default=Ranking.HIGHEST, converter=_ranking, kw_only=True)
    ties: tuple[TieBreak, ...] = attrs.field(
        default=(TieBreak.LATEST_END, TieBreak.MOST_REMAINING, TieBreak.LOWEST_ID),
        converter=_ties,
        kw_only=True,
    )

    def __str__(self) -> str:
        """
        Its name and its weights, the heaviest first: ``"mine: item 5, account 1"``.
        """
        heaviest = sorted(self.weights, key=lambda pair: -pair[1])
        told = ", ".join(f"{aspect.noun} {weight}" for aspect, weight in heaviest)
        return f"{self.name}: {told or 'no weights'}"

    def weigh(self, *aspects: Aspect, as_much_as: int, name: str | None = None) -> "CoverageOrder":
        """
        The same order with another weight for some aspects.

        Args:
            aspects: Which ones.

            as_much_as: The weight that each of them gets.

            name: What a person calls the new order; ``"ServiceNow, adapted"`` when not given.
        """
        weights = {**dict(self.weights), **dict.fromkeys(aspects, as_much_as)}
        if name is None:
            name = f"{self.name.removesuffix(_ADAPTED)}{_ADAPTED}"
        return attrs.evolve(self, name=name, weights=weights)

    def weight(self, aspect: Aspect) -> int:
        """
        How much an aspect counts; nothing when the order does not name it.
        """
        return dict(self.weights).get(aspect, 0)

    def rank(self, matched: Iterable[Aspect]) -> tuple[int, ...]:
        """
        The rank of an entitlement; the greater counts first.

        Args:
            matched: What it is particular about.
        """
        known = dict(self.weights)
        weights = [known.get(aspect, 0) for aspect in matched]
        match self.ranking:
            case Ranking.HIGHEST:
                return max(weights, default=0), sum(weights)
            case Ranking.SUM:
                return (sum(weights),)
            case Ranking.IN_TURN:
                levels = sorted({weight for weight in known.values() if weight}, reverse=True)
                return tuple(weights.count(level) for level in levels)
            case _:  # pragma: no cover
                assert_never(self.ranking)


SERVICENOW: Final = CoverageOrder(
    "ServiceNow",
    weights={
        Aspect.ACCOUNT: 1,
        Aspect.CONSUMER: 1,
        Aspect.HOUSEHOLD: 1,
        Aspect.MODEL: 2,
        Aspect.SOLD_PRODUCT: 3,
        Aspect.ITEM: 3,
        Aspect.CONTRACT: 4,
        Aspect.LINE: 4,
    },
)
"""
Customer 1, product 2, asset or sold product 3, contract 4; the contract outranks the asset.

Line and household weigh what contract and consumer do. What decides between equals is not
documented there, and is declared here.

Source: ServiceNow, "Case entitlement calculation".
"""

MOST_SPECIFIC: Final = CoverageOrder(
    "the most particular",
    weights={
        Aspect.ITEM: 11,
        Aspect.SOLD_PRODUCT: 10,
        Aspect.MODEL: 9,
        Aspect.LOCATION: 8,
        Aspect.LINE: 7,
        Aspect.CONTRACT: 6,
        Aspect.CONSUMER: 5,
        Aspect.HOUSEHOLD: 4,
        Aspect.ACCOUNT: 3,
        Aspect.CASE_TYPE: 2,
        Aspect.CHANNEL: 1,
    },
    ranking=Ranking.IN_TURN,
    ties=(TieBreak.NEAREST, TieBreak.LATEST_END, TieBreak.MOST_REMAINING, TieBreak.LOWEST_ID),
)
"""
What is particular about the thing itself counts first: the asset outranks the contract.

Item, sold product, model, location, line, contract, consumer, household, account, type of
case, channel: the first of these in which two differ decides.
"""
