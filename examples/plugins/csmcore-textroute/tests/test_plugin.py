"""
The plugin inside a routing: the text chooses the queue, or says why it does not.
"""

import datetime as dt

import pytest

from csmcore.errors import UnknownNameError
from csmcore.kernel import Facts, QueueId, WorkId
from csmcore.plugins import PluginHost, PluginState
from csmcore.routing import Queue, RoutingSetup, WorkItem
from csmcore.routing import plan as planned
from csmcore.testing import PluginHarness
from csmcore_textroute import TextModel, TextRoute, TextSelector, plugin
from csmcore_textroute._model import KNOWN

AT = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)
MODEL = TextModel.load()
BILL = Facts({"subject": "Invoice", "description": "You charged me twice, please refund one payment."})
VAGUE = Facts({"subject": "Hello", "description": "the new one is here and I have a question about it"})
FOREIGN = Facts({"description": "Guten Tag, wann kommt der Techniker endlich zu uns?"})


def queues(*ids: str) -> tuple[Queue, ...]:
    """
    Queues by their ids.
    """
    return tuple(Queue(QueueId(each)) for each in ids)


def test_a_named_topic_chooses_the_queue_of_that_id_and_says_why() -> None:
    """
    With confidence, runner-up, and the words that weighed most.
    """
    found = TextSelector(MODEL).select(BILL, queues("billing", "outage"), AT)

    assert found is not None
    assert found.queue_id == "billing"
    assert [each.code for each in found.reasons] == ["textroute.says"]
    assert str(found.reasons[0]).startswith("the text says billing with 0.9")
    assert "invoice +" in str(found.reasons[0])


def test_a_topic_goes_to_the_queue_that_was_said_to_be_for_it() -> None:
    """
    Which then must be among the queues.
    """
    selector = TextSelector(MODEL, queues={"billing": "q-money"})

    there = selector.select(BILL, queues("q-money", "billing"), AT)
    away = selector.select(BILL, queues("billing"), AT)

    assert there is not None
    assert there.queue_id == "q-money"
    assert away is not None
    assert away.queue_id is None
    assert [each.code for each in away.reasons] == ["textroute.says", "textroute.no_queue"]


@pytest.mark.parametrize(
    ("work", "code"),
    [
        (VAGUE, "textroute.unsure"),
        (FOREIGN, "textroute.unknown"),
        (Facts({"subject": "", "description": " "}), "textroute.empty"),
    ],
    ids=["vague", "foreign", "empty"],
)
def test_where_the_text_does_not_decide_the_fallback_takes_it(work: Facts, code: str) -> None:
    """
    Without one nothing is chosen; both ways the reason is told.
    """
    all_queues = queues("billing", "triage")

    left = TextSelector(MODEL).select(work, all_queues, AT)
    taken = TextSelector(MODEL, fallback=QueueId("triage")).select(work, all_queues, AT)

    assert left is not None
    assert (left.queue_id, [each.code for each in left.reasons]) == (None, [code])
    assert taken is not None
    assert taken.queue_id == "triage"
    assert [each.code for each in taken.reasons] == [code, "textroute.fallback"]


def test_work_without_text_is_left_alone() -> None:
    """
    No fact, or one that is no text.
    """
    selector = TextSelector(MODEL, fallback=QueueId("triage"))

    assert selector.select(Facts(), queues("triage"), AT) is None
    assert selector.select(Facts({"subject": 5}), queues("triage"), AT) is None


def test_the_facts_that_are_read_can_be_named() -> None:
    """
    As a host calls them.
    """
    selector = TextSelector(MODEL, subject="short_description", description="comments")

    found = selector.select(Facts({"comments": BILL["description"]}), queues("billing"), AT)

    assert found is not None
    assert found.queue_id == "billing"


def test_a_topic_that_the_model_does_not_know_is_refused() -> None:
    """
    The error names those that it knows.
    """
    with pytest.raises(UnknownNameError, match="no topic is named 'bills'"):
        TextSelector(MODEL, queues={"bills": "q-money"})


def test_the_plugin_registers_and_routes() -> None:
    """
    In a plan the billing question goes to billing, although the queues' conditions say triage.
    """
    setup = RoutingSetup(
        queues=(Queue(QueueId("triage")), Queue(QueueId("billing"), when="never_set = 1"))
    )
    host = PluginHost.empty().register(TextRoute(TextSelector(MODEL)), name="text")
    work = [
        WorkItem(WorkId("w1"), entered_at=AT, facts=BILL),
        WorkItem(WorkId("w2"), entered_at=AT, facts=FOREIGN),
    ]
    routed = planned(work, [], rules=host.rules(setup), at=AT)
    billed, left = (routed.decision(each.id) for each in work)

    assert [each.status for each in host.plugins()] == [PluginState.LOADED]
    assert (billed.queue_id, left.queue_id) == ("billing", "triage")
    assert "textroute.says" in {each.code for each in billed.reasons}
    assert "textroute.unknown" in {each.code for each in left.reasons}


def test_the_plugin_keeps_what_routing_takes_from_it() -> None:
    """
    The same answer to the same question, in the right shape, whatever it is shown.
    """
    work = [
        WorkItem(WorkId(f"w{index}"), entered_at=AT, facts=facts)
        for index, facts in enumerate([BILL, VAGUE, FOREIGN])
    ]

    PluginHarness(TextRoute(TextSelector(MODEL)), work=work).check().raise_if_bad()


def test_the_package_is_found_where_it_is_installed() -> None:
    """
    By its entry point; the selector has the package's model.
    """
    host = PluginHost.empty().with_installed(only=["textroute"], strict=True)
    (extension,) = host.extensions

    assert isinstance(extension.value, TextSelector)
    assert extension.value == plugin.csmcore_routing_selectors()[0]
    assert extension.origin.distribution == "csmcore-textroute"


def test_to_abstain_for_want_of_known_words_is_told_with_their_share() -> None:
    """
    The share is under the one that is asked for.
    """
    found = TextSelector(MODEL).select(FOREIGN, queues("billing"), AT)

    assert found is not None
    assert (
        dict(found.reasons[0].fields)["known"] == MODEL.predict("", str(FOREIGN["description"])).known
    )
    assert MODEL.predict("", str(FOREIGN["description"])).known < KNOWN
