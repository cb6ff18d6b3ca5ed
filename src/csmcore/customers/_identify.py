"""
Who is behind a message: clues in, customers out, with reasons.
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Final

from csmcore.customers._candidates import Candidate, account_alone, candidates_of
from csmcore.customers._clues import Clue
from csmcore.customers._directories import CustomerDirectory
from csmcore.customers._evidence import AT_DOMAIN, Evidence, Found, gather, read
from csmcore.customers._identification import (
    NO_CLUE,
    CustomerMatch,
    Identification,
    identity_of,
)
from csmcore.customers._rules import IdentifyRules
from csmcore.kernel import CustomerRef, Reason, ReasonKind, Rejected, to_date

NOWHERE: Final = ReasonKind("customer.nowhere", "{clue} leads nowhere")
ROLELESS: Final = ReasonKind("customer.roleless", "person {person} is known, and has no role")
IN_ANOTHER_ROLE: Final = ReasonKind(
    "customer.in_another_role", "{clue} belongs to {owner}, the same person in another role"
)
NOT_AT_HOME: Final = ReasonKind(
    "customer.not_at_home", "{clue} belongs to {owner}, whose home is another account"
)
BELONGS_ABOVE: Final = ReasonKind(
    "customer.belongs_above", "{clue} belongs to {owner}, which is above account {account}"
)
AT_DOMAIN_ABOVE: Final = ReasonKind(
    "customer.at_domain_above",
    "{clue} is at a domain of {owner}, which is above account {account}",
)

_USUAL: Final = IdentifyRules()


def identify(
    clues: Iterable[Clue],
    directory: CustomerDirectory,
    *,
    rules: IdentifyRules = _USUAL,
    on: dt.date,
) -> Identification:
    """
    Who may be behind some clues, ranked, each with reasons; ambiguity is an answer.

    A person with several roles gives a match for each. A clue that belongs to one role
    counts fully there, and in part for the person's others. What tells an account only,
    its registration code or its domain, counts fully for everybody who asks for it, in part
    for those who ask for an account below it, and stands alone where neither is known. Each
    clue counts once for a customer, at its best.

    Args:
        clues: What is known, in any order; what is said twice counts once.

        directory: Who answers for accounts, people and households.

        rules: How clues are read and what they are worth.

        on: The date on which roles must hold.

    Returns:
        Everybody who fits, whose role has ended or is inactive, and what is to be said of
        the clues. The same for the same clues and customers in any order.

    Raises:
        DefinitionError: One clue is given in place of several, or something is no clue.

        ImportError: A telephone number is not in E.164, and the extra ``csmcore[phone]``,
            which would read it, is not installed.

        UnknownIdError: The directory names somebody whom it does not know.
    """
    on = to_date(on)
    known, remarks = read(clues, rules)
    found = gather(known, directory, rules)
    remarks += [NOWHERE(clue=each.told) for each in found.nowhere]
    if not remarks and not known:
        remarks.append(NO_CLUE())
    roles = {
        person_id: [*candidates_of(found.people[person_id][0], directory, on)]
        for person_id in sorted(found.people)
    }
    roleless = [person_id for person_id, several in roles.items() if not several]
    remarks += [ROLELESS(person=person_id) for person_id in roleless]
    people = [each for several in roles.values() for each in several]
    candidates = [*people, *_alone(found, people, directory)]
    fits, rejected = _told_apart(candidates, found, rules)
    return Identification(
        on=on,
        matches=fits,
        rejected=rejected,
        roleless=roleless,
        remarks=remarks,
        lead=rules.lead,
        minimum=rules.minimum,
    )


def _alone(
    found: Found, people: Iterable[Candidate], directory: CustomerDirectory
) -> Iterator[Candidate]:
    """
    The accounts for which nobody asks who may.
    """
    spoken_for = {
        account_id
        for each in people
        if not each.problems
        for account_id in (each.account_id, *each.above)
    }
    for account_id in sorted(found.accounts.keys() - spoken_for):
        yield account_alone(directory.accounts.account(account_id))


def _told_apart(
    candidates: list[Candidate], found: Found, rules: IdentifyRules
) -> tuple[list[CustomerMatch], tuple[Rejected[CustomerMatch], ...]]:
    """
    Each customer once: a match if any of the candidates can ask so, else rejected.
    """
    by_customer: dict[CustomerRef, list[Candidate]] = {}
    for each in candidates:
        by_customer.setdefault(each.customer, []).append(each)
    fits, rejected = [], []
    for customer in sorted(by_customer, key=identity_of):
        rows = sorted(by_customer[customer], key=lambda each: (bool(each.problems), each.label))
        match = _match(rows[0], found, rules)
        if not rows[0].problems:
            fits.append(match)
            continue
        problems = {str(reason): reason for row in rows for reason in row.problems}
        why_not = [problems[each] for each in sorted(problems)]
        rejected.append((match.rank, Rejected(match.label, tuple(why_not), match)))
    rejected.sort(key=lambda each: each[0])
    return fits, tuple(each for _, each in rejected)


def _match(candidate: Candidate, found: Found, rules: IdentifyRules) -> CustomerMatch:
    best: dict[tuple[int, str], tuple[int, Reason]] = {}
    for evidence, (worth, reason) in _weighed(candidate, found, rules):
        # The first of equals stays: evidence comes in the order of its owners.
        if evidence.place not in best or worth > best[evidence.place][0]:
            best[evidence.place] = (worth, reason)
    return CustomerMatch(
        customer=candidate.customer,
        person_id=candidate.person_id,
        label=candidate.label,
        strength=sum(worth for worth, _ in best.values()),
        reasons=tuple(best[place][1] for place in sorted(best)),
    )


def _weighed(
    candidate: Candidate, found: Found, rules: IdentifyRules
) -> Iterator[tuple[Evidence, tuple[int, Reason]]]:
    if candidate.person_id is not None:
        for each in sorted(found.people[candidate.person_id][1], key=lambda each: each.owner):
            yield each, _weigh(each, candidate, rules)
    if candidate.account_id is not None:
        for each in found.accounts.get(candidate.account_id, ()):
            yield each, (each.worth, each.kind(clue=each.told, owner=each.owner))
        for account_id in candidate.above:
            for each in found.accounts.get(account_id, ()):
                kind = AT_DOMAIN_ABOVE if each.kind is AT_DOMAIN else BELONGS_ABOVE
                why = kind(clue=each.told, owner=each.owner, account=candidate.account_id)
                yield each, (_reduced(each, rules), why)


def _weigh(evidence: Evidence, candidate: Candidate, rules: IdentifyRules) -> tuple[int, Reason]:
    facts = {"clue": evidence.told, "owner": evidence.owner}
    if evidence.role not in (None, candidate.role):
        return _reduced(evidence, rules), IN_ANOTHER_ROLE(**facts)
    if not candidate.at_home:
        return _reduced(evidence, rules), NOT_AT_HOME(**facts)
    return evidence.worth, evidence.kind(**facts)


def _reduced(evidence: Evidence, rules: IdentifyRules) -> int:
    return max(1, evidence.worth * rules.other_role // 100)
