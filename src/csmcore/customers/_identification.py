"""
Who it may be: matches with their reasons, and what speaks against the rest.
"""

import datetime as dt
from collections.abc import Iterable
from typing import Final, assert_never

import attrs

from csmcore.errors import DefinitionError, UndecidedError
from csmcore.kernel import (
    AccountConsumerCustomer,
    AccountCustomer,
    ConsumerCustomer,
    CustomerRef,
    Decision,
    PersonId,
    Reason,
    ReasonKind,
    Rejected,
    from_one,
    not_blank,
    to_date,
)

NO_CLUE: Final = ReasonKind("customer.no_clue", "no clue was given")
NOBODY: Final = ReasonKind("customer.nobody", "nothing leads to a customer")
AMBIGUOUS: Final = ReasonKind("customer.ambiguous", "{count} fit equally well: {who}")
CLOSE: Final = ReasonKind("customer.close", "{count} fit too closely to tell them apart: {who}")
WEAK: Final = ReasonKind("customer.weak", "the best match has {strength}, and {minimum} is needed")
BEHIND: Final = ReasonKind("customer.behind", "it has {strength}, and {best} has {most}")
TIED: Final = ReasonKind("customer.tied", "it fits with {strength}")


def _reasons(reasons: Iterable[Reason]) -> tuple[Reason, ...]:
    return tuple(reasons)


def _line(text: str) -> str:
    """
    A text on one line: a name is the customer's own, and may have any character in it.
    """
    return "".join(char if char.isprintable() else " " for char in text)


def _people(people: Iterable[PersonId]) -> tuple[PersonId, ...]:
    return tuple(people)


@attrs.frozen(kw_only=True)
class CustomerMatch:
    """
    A customer who fits the clues, how well, and why.

    Attributes:
        customer: The customer, as a record would name them.

        person_id: Who it is, or ``None`` when only the account is told.

        label: What a person would call the customer.

        strength: The worth of all clues that lead there, added up.

        reasons: One for each clue that leads there; never empty.

    Raises:
        DefinitionError: There is no reason, or the strength is no whole number from 1 up.
    """

    customer: CustomerRef
    person_id: PersonId | None = None
    label: str = attrs.field(validator=not_blank)
    strength: int = attrs.field(validator=from_one)
    reasons: tuple[Reason, ...] = attrs.field(converter=_reasons)

    def __attrs_post_init__(self) -> None:
        if not self.reasons:
            message = f"{self.label} fits without a reason; give at least one"
            raise DefinitionError(message)

    def __str__(self) -> str:
        return self.label

    @property
    def rank(self) -> tuple[int, tuple[str, ...]]:
        """
        By what matches are sorted: the strongest first, then by what the customer is.
        """
        return -self.strength, identity_of(self.customer)


def identity_of(customer: CustomerRef) -> tuple[str, ...]:
    """
    What sorts customers whatever they are: their kind and their identities.
    """
    match customer:
        case AccountCustomer():
            return "1", customer.account_id, customer.contact_id or ""
        case ConsumerCustomer():
            return "2", customer.consumer_id, customer.household_id or ""
        case AccountConsumerCustomer():
            return "3", customer.account_id, customer.consumer_id
        case _:
            assert_never(customer)


def _matches(matches: Iterable[CustomerMatch]) -> tuple[CustomerMatch, ...]:
    return tuple(sorted(matches, key=lambda each: each.rank))


@attrs.frozen(kw_only=True)
class Identification:
    """
    Who may be behind some clues: everybody who fits, and nobody guessed.

    Attributes:
        on: The date for which it was asked.

        matches: Who fits, the strongest first; equals in the order of their identities.

        rejected: Who would fit if their role had not ended or were active, and why not.

        roleless: Whom the clues tell, and who has no role in which to ask.

        remarks: What is to be said of the clues: that one cannot be read, or leads nowhere.

        lead: By how much the best match must lead for it to be the one.

        minimum: The least strength with which a match can be the one.
    """

    on: dt.date = attrs.field(converter=to_date)
    matches: tuple[CustomerMatch, ...] = attrs.field(default=(), converter=_matches)
    rejected: tuple[Rejected[CustomerMatch], ...] = ()
    roleless: tuple[PersonId, ...] = attrs.field(default=(), converter=_people)
    remarks: tuple[Reason, ...] = attrs.field(default=(), converter=_reasons)
    lead: int = attrs.field(default=1, validator=from_one)
    minimum: int = attrs.field(default=1, validator=from_one)

    def __attrs_post_init__(self) -> None:
        # No converter: type checkers would lose the CustomerMatch of what is rejected.
        object.__setattr__(self, "rejected", tuple(self.rejected))

    def __bool__(self) -> bool:
        return bool(self.matches)

    def __str__(self) -> str:
        if len(self.best) < 2:
            return str(self.decision)
        return "\n".join(["customer: not clear", *(f"  {each}" for each in self._left_open())])

    @property
    def best(self) -> tuple[CustomerMatch, ...]:
        """
        The matches that are as strong as the strongest, or too close behind it to tell.
        """
        if not self.matches:
            return ()
        close = self.matches[0].strength - self.lead
        return tuple(each for each in self.matches if each.strength > close)

    @property
    def only(self) -> CustomerMatch | None:
        """
        The one match, or ``None`` when nobody fits, several do, or none well enough.
        """
        best = self.best
        clear = len(best) == 1 and best[0].strength >= self.minimum
        return best[0] if clear else None

    @property
    def person_id(self) -> PersonId | None:
        """
        The one person behind all of the best matches, also where their role is not clear.

        Where those tell nobody, the one person who is known and cannot ask: who has no role,
        or only some that have ended or are inactive.
        """
        people = {each.person_id for each in self.best}
        if not people - {None}:
            kept_out = (each.candidate for each in self.rejected)
            people = {each.person_id for each in kept_out if each is not None}
            people = {*people, *self.roleless} - {None}
        return next(iter(people)) if len(people) == 1 else None

    @property
    def decision(self) -> Decision[CustomerMatch]:
        """
        The one match and why, with all others and why not.
        """
        only = self.only
        others = tuple(self._behind(each) for each in self.matches if each is not only)
        if only is None:
            why: tuple[Reason, ...] = (self._why_nobody(), *self.remarks)
        else:
            why = (*only.reasons, *self.remarks)
        return Decision(
            question="customer",
            chosen=only,
            label=only.label if only else "",
            reasons=why,
            rejected=(*others, *self.rejected),
        )

    def get(self) -> CustomerMatch:
        """
        The one match, for a caller that cannot go on without one.

        Raises:
            UndecidedError: Nobody fits, several do, or none well enough; the error tells them.
        """
        if len(self.best) > 1:
            raise UndecidedError("customer", self._left_open())
        return self.decision.get()

    def _left_open(self) -> tuple[str, ...]:
        """
        That several fit, who they could be and why, and why the others are not it.
        """
        best = self.best
        could_be = (f"could be {each.label}: {'; '.join(map(str, each.reasons))}" for each in best)
        others = (each for each in self.decision.rejected if each.candidate not in best)
        told = (f"because {self._why_nobody()}", *could_be, *map(str, others), *map(str, self.remarks))
        return tuple(map(_line, told))

    def _why_nobody(self) -> Reason:
        best = self.best
        if not best:
            return NOBODY()
        if len(best) > 1:
            equal = best[0].strength == best[-1].strength
            shown = [each.label if equal else f"{each.label} ({each.strength})" for each in best]
            more = [f"{len(shown) - 5} more"] if len(shown) > 5 else []
            kind = AMBIGUOUS if equal else CLOSE
            return kind(count=len(best), who="; ".join([*shown[:5], *more]))
        return WEAK(strength=best[0].strength, minimum=self.minimum)

    def _behind(self, match: CustomerMatch) -> Rejected[CustomerMatch]:
        first = self.matches[0]
        if match in self.best:
            return Rejected(match.label, (TIED(strength=match.strength), *match.reasons), match)
        behind = BEHIND(strength=match.strength, best=first.label, most=first.strength)
        return Rejected(match.label, (behind, *match.reasons), match)
