"""
How a model is trained: the same model each time, and the one that scikit-learn means.
"""

import importlib.resources
import math
import random

import pytest

pytest.importorskip("sklearn", reason="training needs csmcore-textroute[train]")

import sklearn

from csmcore_textroute import Example, ExampleError, TextModel
from csmcore_textroute._examples import digest, invented, off_topic
from csmcore_textroute.training import fit, train

FEW = (
    Example("billing", subject="late fee on my invoice"),
    Example("billing", subject="invoice with a wrong fee"),
    Example("outage", subject="internet down in my street"),
    Example("outage", subject="the street is without internet"),
)


@pytest.fixture(scope="module")
def trained() -> TextModel:
    """
    A model of the invented messages.
    """
    return train(invented())


def test_the_same_messages_make_the_same_file(trained: TextModel) -> None:
    """
    Trained twice, and in another order: byte for byte.
    """
    shuffled = list(invented())
    random.Random(3).shuffle(shuffled)

    assert train(shuffled).to_json() == trained.to_json()


def test_the_packages_model_is_what_training_makes(trained: TextModel) -> None:
    """
    Byte for byte, where the version of scikit-learn is that with which it was trained.
    """
    place = importlib.resources.files("csmcore_textroute") / "data" / "model.json"
    shipped = TextModel.load()

    assert shipped.weights.origin.digest == digest(invented())
    if shipped.weights.origin.scikit_learn != sklearn.__version__:
        pytest.skip(f"trained with scikit-learn {shipped.weights.origin.scikit_learn}")
    assert trained.to_json().encode() == place.read_bytes()


def test_plain_python_says_what_scikit_learn_says(trained: TextModel) -> None:
    """
    Every probability of every message, learned or not, within a millionth.
    """
    examples = sorted(invented()) + list(off_topic())
    theirs = fit(sorted(invented())).predict_proba([each.text for each in examples])

    for example, expected in zip(examples, theirs, strict=True):
        mine = trained.probabilities(example.subject, example.description)
        assert mine == pytest.approx(list(expected), abs=1e-6, rel=0)


def test_two_topics_are_enough() -> None:
    """
    Scikit-learn keeps one row of numbers for two topics; the model says the same all the same.
    """
    model, theirs = train(FEW, floor="0.6"), fit(sorted(FEW))

    for text in ("a fee on the invoice", "no internet", "zzz"):
        expected = list(theirs.predict_proba([f"{text}\n"])[0])
        assert model.probabilities(text) == pytest.approx(expected, abs=1e-6, rel=0)
    assert model.predict("internet is down").topic == "outage"
    assert TextModel.from_json(model.to_json()) == model


@pytest.mark.parametrize(
    ("examples", "problem"),
    [
        ((), "0 topics; there is something to learn from two on"),
        (FEW[:2], "1 topics; there is something to learn from two on"),
        (FEW[:3], "topic 'outage' has 1 example; give at least 2"),
    ],
)
def test_too_little_to_learn_from_is_refused(examples: tuple[Example, ...], problem: str) -> None:
    """
    The error says what is missing.
    """
    with pytest.raises(ExampleError, match=problem):
        train(examples)


def test_a_model_says_what_it_was_trained_on(trained: TextModel) -> None:
    """
    How many messages, which, and with what.
    """
    origin = trained.weights.origin

    assert (origin.examples, origin.scikit_learn) == (396, sklearn.__version__)
    assert origin.digest == digest(invented())


def test_learned_numbers_are_finite_and_small(trained: TextModel) -> None:
    """
    Far from the bounds within which a file is read.
    """
    points = [each for term in trained.weights.words for each in term.points]

    assert max(map(abs, points)) < 20_000_000
    assert math.isfinite(sum(points))
