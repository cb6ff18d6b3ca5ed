"""
How good a model is on messages that it has not seen; needs ``csmcore-textroute[train]``.

Repeated stratified cross-validation: the messages are dealt into five parts with all topics alike,
each part is predicted by a model that learned from the other four, and all of that is done again
with other parts. What is measured is what runs: each model answers through ``predict``.
"""

import statistics
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Final

import attrs
from sklearn.model_selection import StratifiedKFold

from csmcore.errors import DefinitionError
from csmcore_textroute._errors import ExampleError
from csmcore_textroute._examples import Example
from csmcore_textroute._measures import Row, accuracy, brier, calibration_error, log_loss, macro_f1
from csmcore_textroute._model import TextModel
from csmcore_textroute._prediction import Abstention, Prediction
from csmcore_textroute.training import train

FLOORS: Final = tuple(Decimal(each).scaleb(-1) for each in range(10))
"""
The floors of the curve.
"""

PARTS: Final = 5
"""
Into so many parts the messages are dealt.
"""

MEASURES: Final[tuple[tuple[str, Callable[[Sequence[Row], Sequence[int]], float]], ...]] = (
    ("accuracy", accuracy),
    ("macro F1", macro_f1),
    ("log loss", log_loss),
    ("Brier score", brier),
    ("calibration error", calibration_error),
)
"""
What is measured, by name.
"""


@attrs.frozen(kw_only=True)
class Measured:
    """
    A measure of the model beside the majority's.

    Attributes:
        name: The measure.

        model: Its mean over the repeats.

        spread: Its standard deviation over the repeats.

        baseline: The same for whoever always gives the shares of the topics in training.
    """

    name: str
    model: float
    spread: float
    baseline: float


@attrs.frozen(kw_only=True)
class AtFloor:
    """
    What a floor does.

    Attributes:
        floor: The floor.

        answered: The share of messages for which a topic is named.

        right: The share of right ones among those; ``None`` where none is named.

        astray: The share of messages about something else for which a topic is named.
    """

    floor: Decimal
    answered: float
    right: float | None
    astray: float


@attrs.frozen(kw_only=True)
class PerTopic:
    """
    How one topic fares.

    Attributes:
        topic: The topic.

        found: The share of its messages that were found (recall).

        right: The share of right ones among those that were given it (precision).

        mistaken_for: The topic that it is most often taken for; ``None`` if it never is.
    """

    topic: str
    found: float
    right: float
    mistaken_for: str | None


@attrs.frozen(kw_only=True)
class Evaluation:
    """
    How good a model is on messages that it has not seen.

    Attributes:
        examples: How many messages.

        repeats: How often they were dealt.

        measured: The measures, with an answer forced for every message.

        hard: The accuracy on messages that were labelled as hard; ``None`` without any.

        curve: What each floor does.

        per_topic: How each topic fares.
    """

    examples: int
    repeats: int
    measured: tuple[Measured, ...]
    hard: float | None
    curve: tuple[AtFloor, ...]
    per_topic: tuple[PerTopic, ...]

    def __str__(self) -> str:
        hard = "" if self.hard is None else f"Accuracy on hard messages: {self.hard:.3f}\n\n"
        return (
            f"{self.examples} messages, dealt {self.repeats} times into {PARTS} parts\n\n"
            "| measure | model | ± | majority |\n|---|---|---|---|\n"
            + "".join(
                f"| {each.name} | {each.model:.3f} | {each.spread:.3f} | {each.baseline:.3f} |\n"
                for each in self.measured
            )
            + f"\n{hard}"
            "| floor | named | right of these | off topic, named |\n|---|---|---|---|\n"
            + "".join(
                f"| {each.floor} | {each.answered:.0%} | {_share(each.right)} | {each.astray:.0%} |\n"
                for each in self.curve
            )
            + "\n| topic | found | right | mostly mistaken for |\n|---|---|---|---|\n"
            + "".join(
                f"| {each.topic} | {each.found:.0%} | {each.right:.0%} | {each.mistaken_for or '-'} |\n"
                for each in self.per_topic
            )
        )


@attrs.frozen
class _Answer:
    """
    What a model that had not seen an example made of it.
    """

    example: Example
    likely: Row
    baseline: Row
    prediction: Prediction


def evaluate(
    examples: Iterable[Example], *, off_topic: Iterable[Example] = (), repeats: int = 5, seed: int = 0
) -> Evaluation:
    """
    Measure how good a model of these messages is on others.

    Args:
        examples: The messages, :data:`PARTS` or more of each topic. Their order does not matter.

        off_topic: Messages about something else, on which a model should abstain.

        repeats: How often the messages are dealt.

        seed: How they are dealt.

    Raises:
        ExampleError: There are fewer than two topics, or too few messages of one.

        DefinitionError: *repeats* is below 1.
    """
    if repeats < 1:
        problem = f"repeats={repeats}; deal the messages once at least"
        raise DefinitionError(problem)
    rows = sorted(examples)
    for topic, count in sorted(Counter(each.topic for each in rows).items()):
        if count < PARTS:
            raise ExampleError(0, f"topic {topic!r} has {count} of the {PARTS} examples it needs")
    topics = sorted({each.topic for each in rows})
    deals = [list(_dealt(rows, topics, seed + repeat)) for repeat in range(repeats)]
    answers = [answer for deal in deals for answer in deal]
    hard = [answer for answer in answers if answer.example.hard]
    whole = train(rows)
    strays = [whole.predict(each.subject, each.description) for each in off_topic]
    return Evaluation(
        examples=len(rows),
        repeats=repeats,
        measured=tuple(_measured(name, measure, deals, topics) for name, measure in MEASURES),
        hard=_share_right(hard),
        curve=tuple(_at_floor(floor, answers, strays) for floor in FLOORS),
        per_topic=tuple(_per_topic(topic, answers) for topic in topics),
    )


def _dealt(rows: Sequence[Example], topics: Sequence[str], seed: int) -> Iterator[_Answer]:
    parts = StratifiedKFold(n_splits=PARTS, shuffle=True, random_state=seed)
    for seen, unseen in parts.split(rows, [each.topic for each in rows]):
        learned = [rows[index] for index in seen]
        model = train(learned, floor="0")
        counts = Counter(each.topic for each in learned)
        shares = tuple(counts[topic] / len(learned) for topic in topics)
        for index in unseen:
            yield _answer(model, rows[index], shares)


def _answer(model: TextModel, example: Example, shares: Row) -> _Answer:
    told = (example.subject, example.description)
    return _Answer(example, model.probabilities(*told), shares, model.predict(*told))


def _measured(
    name: str,
    measure: Callable[[Sequence[Row], Sequence[int]], float],
    deals: Sequence[Sequence[_Answer]],
    topics: Sequence[str],
) -> Measured:
    mine, baselines = [], []
    for deal in deals:
        right = [topics.index(answer.example.topic) for answer in deal]
        mine.append(measure([answer.likely for answer in deal], right))
        baselines.append(measure([answer.baseline for answer in deal], right))
    return Measured(
        name=name,
        model=statistics.fmean(mine),
        spread=statistics.pstdev(mine),
        baseline=statistics.fmean(baselines),
    )


def _at_floor(floor: Decimal, answers: Sequence[_Answer], strays: Sequence[Prediction]) -> AtFloor:
    named = [answer for answer in answers if _is_named(answer.prediction, floor)]
    astray = sum(_is_named(stray, floor) for stray in strays)
    return AtFloor(
        floor=floor,
        answered=len(named) / len(answers),
        right=_share_right(named),
        astray=astray / len(strays) if strays else 0.0,
    )


def _is_named(prediction: Prediction, floor: Decimal) -> bool:
    unread = prediction.abstained in {Abstention.EMPTY, Abstention.UNKNOWN}
    return not unread and prediction.confidence >= floor


def _per_topic(topic: str, answers: Sequence[_Answer]) -> PerTopic:
    given = Counter(answer.prediction.leading for answer in answers if answer.example.topic == topic)
    right = given.pop(topic, 0)
    all_given = sum(answer.prediction.leading == topic for answer in answers)
    return PerTopic(
        topic=topic,
        found=right / (right + given.total()),
        right=right / all_given if all_given else 0.0,
        mistaken_for=min(given, key=lambda other: (-given[other], str(other)), default=None),
    )


def _share_right(answers: Sequence[_Answer]) -> float | None:
    if not answers:
        return None
    return statistics.fmean(each.prediction.leading == each.example.topic for each in answers)


def _share(value: float | None) -> str:
    return "-" if value is None else f"{value:.0%}"
