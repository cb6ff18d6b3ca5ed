"""
From a message to its topic: worked by hand on a small model, and on the one of the package.
"""

import math
import subprocess
import sys
from decimal import Decimal

import pytest

from csmcore.errors import DefinitionError
from csmcore_textroute import Abstention, Origin, Ranked, Term, TextModel, Weighed, Weights

UNIT = 1_000_000
ORIGIN = Origin(examples=4, digest="0" * 64, scikit_learn="1.9.1")
SMALL = TextModel(
    Weights(
        topics=["billing", "outage"],
        biases=[0, 0],
        words=[
            Term("down", UNIT, (-UNIT, UNIT)),
            Term("fee", UNIT, (UNIT, -UNIT)),
            Term("late", 2 * UNIT, (0, 0)),
        ],
        pieces=[],
        origin=ORIGIN,
    ),
    floor="0.7",
)


def test_the_topic_is_worked_out_by_hand() -> None:
    """
    ``late`` is twice as rare as ``fee``: their values are 2 and 1 over the root of 5.

    So billing scores 0.4472, outage as much below zero, and the odds are e to 0.8944, or 2.446.
    """
    found = SMALL.predict("Late fee")

    assert found.topic == "billing"
    assert found.ranking == (
        Ranked("billing", Decimal("0.7098")),
        Ranked("outage", Decimal("0.2902")),
    )
    assert found.weighed == (Weighed("fee", 894),)
    assert str(found) == "billing 0.7098, then outage (fee +894)"


def test_a_word_that_is_said_twice_counts_more_and_not_double() -> None:
    """
    One plus the logarithm of 2 is 1.6931, beside 2 for ``late``: 0.6461 of a length of one.
    """
    likely = SMALL.probabilities("fee fee late")[0]

    assert math.log(likely / (1 - likely)) == pytest.approx(2 * 0.6461, abs=1e-4)


def test_under_the_floor_no_topic_is_named_but_the_leading_one_is_told() -> None:
    """
    The same message under a floor of 0.71, which it misses by a hair.
    """
    found = SMALL.with_floor("0.71").predict("Late fee")

    assert (found.topic, found.abstained) == (None, Abstention.UNSURE)
    assert (found.leading, found.runner_up) == ("billing", "outage")
    assert str(found) == "no topic: under the floor of 0.7100; billing 0.7098, then outage (fee +894)"


def test_a_confidence_that_is_the_floor_is_enough() -> None:
    """
    What is shown decides: 0.7098 meets 0.7098.
    """
    assert SMALL.with_floor("0.7098").predict("Late fee").topic == "billing"


def test_of_topics_that_are_equally_likely_the_first_by_name_leads() -> None:
    """
    ``down`` and ``fee`` cancel out, in either order.
    """
    model = SMALL.with_floor("0.5")

    assert model.predict("fee down").topic == model.predict("down fee").topic == "billing"


@pytest.mark.parametrize("told", [("", ""), (" \n", "\t"), ("!?", "...")])
def test_a_message_without_words_has_no_topic(told: tuple[str, str]) -> None:
    """
    Also with a floor of zero.
    """
    found = SMALL.with_floor("0").predict(*told)

    assert (found.topic, found.leading, found.confidence) == (None, None, Decimal(0))
    assert found.abstained is Abstention.EMPTY
    assert str(found) == "no topic: the message has no words"


@pytest.mark.parametrize("text", ["fee", "fee zzz late qqq www", "qqq zzz"])
def test_a_message_of_unknown_words_has_no_topic(text: str) -> None:
    """
    One known word is too few, and so are two of five; the floor does not matter.
    """
    found = SMALL.with_floor("0").predict(text)

    assert (found.topic, found.abstained) == (None, Abstention.UNKNOWN)


def test_half_of_the_words_are_enough() -> None:
    """
    Two of four.
    """
    found = SMALL.predict("late fee zzz qqq")

    assert (found.topic, found.known) == ("billing", Decimal("0.50"))


@pytest.mark.parametrize("floor", ["1.1", "-0.1", "nan", "inf", "much", "0.12345", 0.5, None], ids=str)
def test_a_floor_that_is_no_confidence_is_refused(floor: object) -> None:
    """
    A float is refused too, since it seldom is what it looks like.
    """
    with pytest.raises(DefinitionError, match=r"from 0 to 1"):
        SMALL.with_floor(floor)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("subject", "description", "topic"),
    [
        ("Invoice", "You charged me twice on the same invoice, please refund one payment.", "billing"),
        ("", "no internet in our whole street since this morning", "outage"),
        ("Password", "I forgot my password and the login link does not arrive", "account_access"),
        ("Cancel", "I want to end my contract at the end of the month", "cancellation"),
        ("Parcel", "the parcel never arrived, tracking says delivered", "delivery_returns"),
        ("Broken", "the screen of my tablet is cracked, is it under warranty", "hardware"),
    ],
)
def test_the_packages_model_knows_plain_messages(subject: str, description: str, topic: str) -> None:
    """
    One of each topic, in words that were not learned by heart.
    """
    assert TextModel.load().predict(subject, description).topic == topic


def test_a_misspelt_message_is_still_understood() -> None:
    """
    The pieces of the words are there.
    """
    found = TextModel.load().predict("", "i forgoten my pasword and cannt log in to my acount")

    assert found.leading == "account_access"


def test_what_the_words_weigh_adds_up_to_the_odds() -> None:
    """
    The log-odds of the first topic against the second are the bias and the words, nothing else.
    """
    model = TextModel.load()
    told = "Charged after leaving, returned router"
    found = model.predict(told)
    first, second = (model.topics.index(each.topic) for each in found.ranking[:2])
    likely, biases = model.probabilities(told), model.weights.biases

    odds = math.log(likely[first] / likely[second]) - (biases[first] - biases[second]) / UNIT

    assert {each.word for each in found.weighed} == {
        "charged",
        "after",
        "leaving",
        "returned",
        "router",
    }
    assert sum(each.milli_points for each in found.weighed) == pytest.approx(1000 * odds, abs=2.5)


def test_a_model_is_never_certain() -> None:
    """
    What rounds to one is told as 0.9999, and a floor of one names nothing.
    """
    told = "invoice fee refund charged twice invoice payment"

    assert TextModel.load().predict(told).confidence == Decimal("0.9999")
    assert TextModel.load().with_floor("1").predict(told).topic is None


def test_the_heaviest_words_come_first_and_may_speak_against() -> None:
    """
    Sorted by what they moved, either way.
    """
    found = TextModel.load().predict("The box is fine, the price is not")
    moved = [abs(each.milli_points) for each in found.weighed]

    assert moved == sorted(moved, reverse=True)
    assert any(each.milli_points < 0 for each in found.weighed)


def test_probabilities_are_of_all_topics_and_add_up_to_one() -> None:
    """
    Of any text, none at all included.
    """
    model = TextModel.load()

    for text in ("", "zzzz", "invoice " * 5000, "\x00\ud800", "الفاتورة"):
        likely = model.probabilities(text)
        assert len(likely) == len(model.topics)
        assert math.fsum(likely) == pytest.approx(1)


def test_to_predict_needs_nothing_that_trains() -> None:
    """
    Neither scikit-learn nor numpy is imported.
    """
    asked = "import sys, csmcore_textroute as t; t.TextModel.load().predict('late fee')"
    told = "print([n for n in ('sklearn', 'numpy', 'scipy') if n in sys.modules])"

    run = subprocess.run(
        [sys.executable, "-c", f"{asked}; {told}"], capture_output=True, text=True, check=True
    )

    assert run.stdout == "[]\n"
