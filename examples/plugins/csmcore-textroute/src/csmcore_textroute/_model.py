"""
A trained model: from a message to its topic, in plain Python.
"""

import functools
import importlib.resources
import math
from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Final, NamedTuple

import attrs

from csmcore.errors import DefinitionError
from csmcore_textroute._document import read, written
from csmcore_textroute._prediction import Abstention, Prediction, Ranked, Weighed
from csmcore_textroute._terms import message, pieces, words
from csmcore_textroute._weights import UNIT, Term, Weights

KNOWN: Final = Decimal("0.50")
"""
A topic is named only where at least this share of a message's words was seen in training.

Without it, one piece of one unknown word would carry the whole message.
"""

FEWEST: Final = 2
"""
And where at least so many different ones were.
"""

_HEAVIEST: Final = 5


def to_floor(floor: Decimal | str) -> Decimal:
    """
    A floor, which is a confidence from 0 to 1 in ten-thousandths.

    Raises:
        DefinitionError: It is none.
    """
    if isinstance(floor, Decimal | str):
        try:
            value = Decimal(floor)
            held = value.quantize(Decimal("0.0001"))
        except ArithmeticError:
            held = value = Decimal("NaN")
        if held == value and 0 <= held <= 1:
            return held
    problem = f"floor={floor!r}; a Decimal or text from 0 to 1 is needed, to four places, as '0.60'"
    raise DefinitionError(problem)


class _Part(NamedTuple):
    """
    What a word of a message brings: itself, or one of its pieces.
    """

    word: str
    term: Term
    value: float


@attrs.frozen(kw_only=True, repr=False)
class TextModel:
    """
    Predicts the topic of a message, with a confidence, or abstains.

    Attributes:
        weights: What was learned.

        floor: The confidence from which it names a topic, to four places.

    Raises:
        DefinitionError: The floor is no confidence.
    """

    weights: Weights = attrs.field(kw_only=False)
    floor: Decimal = attrs.field(converter=to_floor)

    def __repr__(self) -> str:
        learned = self.weights
        size = len(learned.words) + len(learned.pieces)
        return f"<TextModel of {', '.join(learned.topics)}: {size} terms, floor {self.floor}>"

    @classmethod
    def load(cls) -> "TextModel":
        """
        The model that the package brings, which was trained on invented messages.
        """
        place = importlib.resources.files("csmcore_textroute") / "data" / "model.json"
        return cls.from_json(place.read_bytes())

    @classmethod
    def from_json(cls, document: str | bytes) -> "TextModel":
        """
        A model from its document, which is checked throughout and never run.

        Raises:
            ModelError: It is no model, or one that was cut short or altered.
        """
        weights, floor = read(document)
        return cls(weights, floor=floor)

    def to_json(self) -> str:
        """
        The document of the model: the same for equal models, byte for byte.
        """
        return written(self.weights, self.floor)

    def with_floor(self, floor: Decimal | str) -> "TextModel":
        """
        The same model with another floor.

        Raises:
            DefinitionError: The floor is no confidence.
        """
        return attrs.evolve(self, floor=floor)

    @property
    def topics(self) -> tuple[str, ...]:
        """
        The topics that it knows, sorted.
        """
        return self.weights.topics

    def probabilities(self, subject: str, description: str = "") -> tuple[float, ...]:
        """
        How likely each topic is, in the model's order, whatever the floor.
        """
        return self._likely(self._read(words(message(subject, description))))

    def predict(self, subject: str, description: str = "") -> Prediction:
        """
        The topic of a message, or why none is named.

        Args:
            subject: The subject; may be empty.

            description: The text; may be empty. Only the first characters count,
                :data:`LONGEST_MESSAGE` with the subject.

        Returns:
            The topic with its confidence, the runner-up, and the words that weighed most. Of
            topics that are equally likely the first by name leads.
        """
        told = words(message(subject, description))
        if not told:
            return Prediction(floor=self.floor, abstained=Abstention.EMPTY)
        found = self._read(told)
        likely = map(_confidence, self._likely(found))
        ranking = sorted(map(Ranked, self.topics, likely), key=lambda each: -each.confidence)
        distinct = frozenset(told)
        count = len(distinct & self._words.keys())
        abstained = None
        if count < FEWEST or count < KNOWN * len(distinct):
            abstained = Abstention.UNKNOWN
        elif ranking[0].confidence < self.floor:
            abstained = Abstention.UNSURE
        return Prediction(
            ranking=tuple(ranking),
            floor=self.floor,
            known=(Decimal(count) / len(distinct)).quantize(Decimal("0.01")),
            weighed=self._weighed(found, ranking[0].topic, ranking[1].topic),
            abstained=abstained,
        )

    @functools.cached_property
    def _words(self) -> Mapping[str, Term]:
        return MappingProxyType({term.text: term for term in self.weights.words})

    @functools.cached_property
    def _pieces(self) -> Mapping[str, Term]:
        return MappingProxyType({term.text: term for term in self.weights.pieces})

    def _read(self, told: list[str]) -> list[_Part]:
        """
        All that is known of a message; words and pieces count the same, however many there are.
        """
        whole = Counter((word, word) for word in told)
        parts = Counter((word, piece) for word in told for piece in pieces(word))
        return [*_valued(whole, self._words), *_valued(parts, self._pieces)]

    def _likely(self, found: list[_Part]) -> tuple[float, ...]:
        scores = [
            math.fsum((bias / UNIT, *(value * term.points[index] / UNIT for _, term, value in found)))
            for index, bias in enumerate(self.weights.biases)
        ]
        greatest = max(scores)
        powers = [math.exp(score - greatest) for score in scores]
        total = math.fsum(powers)
        return tuple(power / total for power in powers)

    def _weighed(self, found: list[_Part], leading: str, runner_up: str) -> tuple[Weighed, ...]:
        first, second = self.topics.index(leading), self.topics.index(runner_up)
        moved: dict[str, list[float]] = {}
        for word, term, value in found:
            moved.setdefault(word, []).append(value * (term.points[first] - term.points[second]))
        heavy = [Weighed(word, round(math.fsum(each) * 1000 / UNIT)) for word, each in moved.items()]
        heavy.sort(key=lambda each: (-abs(each.milli_points), each.word))
        return tuple(each for each in heavy if each.milli_points)[:_HEAVIEST]


def _valued(found: Mapping[tuple[str, str], int], known: Mapping[str, Term]) -> Iterator[_Part]:
    """
    Parts with their value: often and rare is much, and the squares of all add up to one.

    A piece that stands in two words is shared between them.
    """
    counts: Counter[str] = Counter()
    for (_, text), count in found.items():
        if text in known:
            counts[text] += count
    values = {text: (1 + math.log(count)) * known[text].rarity / UNIT for text, count in counts.items()}
    length = math.hypot(*values.values())
    for (word, text), count in found.items():
        if text in known:
            yield _Part(word, known[text], values[text] / length * count / counts[text])


def _confidence(likely: float) -> Decimal:
    """
    To four places, and never certain.
    """
    return Decimal(min(round(likely * 10_000), 9_999)).scaleb(-4)
