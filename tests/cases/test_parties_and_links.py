"""
Who has to do with a case, and which other cases do.
"""

import pytest

from csmcore.cases import (
    AddParty,
    AgentParty,
    CaseLink,
    CaseParty,
    LinkCase,
    LinkKind,
    RemoveParty,
    UnlinkCase,
)
from csmcore.errors import CaseRefusedError, DefinitionError
from csmcore.kernel import (
    AccountConsumerCustomer,
    AccountCustomer,
    AccountId,
    AgentId,
    CaseId,
    ConsumerCustomer,
    ConsumerId,
    ContactId,
    HouseholdId,
)
from tests.cases.desk import ANN, asked, opened

C2 = CaseId("c2")
LEE = AgentParty(AgentId("lee"))


def test_one_party_has_several_roles() -> None:
    """
    Each role is a line of its own, in the order in which they came; a twin is refused.
    """
    case = asked(asked(opened(), AddParty("watcher", LEE)).case, AddParty("expert", LEE)).case

    assert case.parties == (CaseParty("watcher", LEE), CaseParty("expert", LEE))
    with pytest.raises(CaseRefusedError, match="the case has the expert agent lee already"):
        asked(case, AddParty("expert", LEE))
    assert asked(case, RemoveParty("watcher", LEE)).case.parties == (CaseParty("expert", LEE),)


@pytest.mark.parametrize(
    ("party", "said"),
    [
        (AccountCustomer(AccountId("acme")), "account acme"),
        (AccountCustomer(AccountId("acme"), ContactId("jo")), "account acme, contact jo"),
        (ConsumerCustomer(ConsumerId("ann")), "consumer ann"),
        (ConsumerCustomer(ConsumerId("ann"), HouseholdId("h1")), "consumer ann, household h1"),
        (AccountConsumerCustomer(AccountId("acme"), ConsumerId("ann")), "consumer ann of account acme"),
        (LEE, "agent lee"),
    ],
)
def test_who_is_not_there_is_named(party: AccountCustomer, said: str) -> None:
    """
    Every kind of party in words.
    """
    with pytest.raises(CaseRefusedError, match=f"{said} is no watcher of the case"):
        asked(opened(), RemoveParty("watcher", party))


def test_a_party_is_a_customer_or_an_agent() -> None:
    """
    Nothing else has to do with a case.
    """
    with pytest.raises(DefinitionError, match="'lee' is no party"):
        AddParty("watcher", "lee")  # type: ignore[arg-type]
    with pytest.raises(CaseRefusedError, match="add_party is not for a customer"):
        asked(opened(), AddParty("watcher", LEE), ANN)


def test_a_link_says_what_a_case_is_to_another() -> None:
    """
    It is told, and taken back; several kinds go to one case.
    """
    case = asked(opened(), LinkCase("caused_by", C2)).case
    case = asked(case, LinkCase(LinkKind.RELATED, C2)).case

    assert case.links == (CaseLink(LinkKind.CAUSED_BY, C2), CaseLink(LinkKind.RELATED, C2))
    assert asked(case, UnlinkCase(LinkKind.CAUSED_BY, C2)).case.links == (
        CaseLink(LinkKind.RELATED, C2),
    )


def test_links_to_itself_twins_and_splits_by_hand_are_refused() -> None:
    """
    Every reason is told at once.
    """
    case = asked(opened(), LinkCase(LinkKind.RELATED, C2)).case
    by_hand = "kind: split_from comes of a split, and is neither set nor taken back by hand"
    for action, reasons in (
        (LinkCase(LinkKind.RELATED, C2), ("other_id: the case has the link related c2 already",)),
        (LinkCase(LinkKind.RELATED, case.id), ("other_id: c1 is the case itself",)),
        (
            LinkCase(LinkKind.SPLIT_FROM, case.id),
            (by_hand, "other_id: c1 is the case itself"),
        ),
        (UnlinkCase(LinkKind.CAUSED_BY, C2), ("the case is not caused_by c2",)),
        (UnlinkCase(LinkKind.SPLIT_FROM, C2), (by_hand, "the case is not split_from c2")),
    ):
        with pytest.raises(CaseRefusedError) as refused:
            asked(case, action)
        assert refused.value.reasons == reasons
    with pytest.raises(DefinitionError, match="duplicate_of"):
        LinkCase("duplicate", C2)
