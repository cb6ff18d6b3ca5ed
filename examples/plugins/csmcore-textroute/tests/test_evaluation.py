"""
How good the model is on messages that it has not seen.
"""

import pytest

pytest.importorskip("sklearn", reason="evaluation needs csmcore-textroute[train]")

from csmcore.errors import DefinitionError
from csmcore_textroute import ExampleError
from csmcore_textroute._examples import invented, off_topic
from csmcore_textroute.evaluation import Evaluation, evaluate


@pytest.fixture(scope="module")
def found() -> Evaluation:
    """
    One deal of the invented messages.
    """
    return evaluate(invented(), off_topic=off_topic(), repeats=1)


@pytest.mark.slow
def test_the_model_is_far_better_than_the_majority(found: Evaluation) -> None:
    """
    In every measure, calibration excepted: to say one in six of six equal topics is calibrated.
    """
    measured = {each.name: each for each in found.measured}

    assert measured["accuracy"].model > 0.7
    assert measured["accuracy"].baseline < 0.2
    assert measured["macro F1"].model > 0.7
    assert measured["log loss"].model < 0.8 < measured["log loss"].baseline
    assert measured["Brier score"].model < 0.4 < measured["Brier score"].baseline
    assert measured["calibration error"].model < 0.1


@pytest.mark.slow
def test_a_higher_floor_names_less_and_is_right_more_often(found: Evaluation) -> None:
    """
    The curve goes down, and up; at the floor of the package's model nine of ten are right.
    """
    answered = [each.answered for each in found.curve]
    astray = [each.astray for each in found.curve]
    right = [each.right for each in found.curve if each.right is not None]

    assert answered == sorted(answered, reverse=True)
    assert astray == sorted(astray, reverse=True)
    assert right[0] < right[5] < right[9]
    assert right[7] > 0.88
    assert astray[7] < answered[7] / 2


@pytest.mark.slow
def test_hard_messages_are_harder(found: Evaluation) -> None:
    """
    Otherwise they would not deserve their name.
    """
    assert found.hard is not None
    assert found.hard < next(each.model for each in found.measured if each.name == "accuracy")


@pytest.mark.slow
def test_an_evaluation_reads_as_tables(found: Evaluation) -> None:
    """
    As they stand in the README.
    """
    told = str(found)

    assert "396 messages, dealt 1 times into 5 parts" in told
    assert "| accuracy |" in told
    assert "| floor | named | right of these | off topic, named |" in told
    assert all(f"| {each.topic} |" in told for each in found.per_topic)


def test_too_few_messages_to_deal_are_refused() -> None:
    """
    Five of each topic, and of two topics; at least one deal.
    """
    few = sorted(invented())[:70]  # of the first topic all, of the second four

    with pytest.raises(ExampleError, match="topic 'billing' has 4 of the 5 examples it needs"):
        evaluate(few)
    with pytest.raises(ExampleError, match="1 topics"):
        evaluate(few[:66], repeats=1)
    with pytest.raises(DefinitionError, match="repeats=0"):
        evaluate(invented(), repeats=0)
