"""
What a model makes of a message.
"""

import enum
from decimal import Decimal

import attrs


class Abstention(enum.Enum):
    """
    Why a model names no topic.
    """

    EMPTY = "empty"
    """
    The message has no words.
    """

    UNKNOWN = "unknown"
    """
    Too few of its words were ever seen in training, so that nothing it says can be trusted.
    """

    UNSURE = "unsure"
    """
    The likeliest topic is not likely enough.
    """


@attrs.frozen(kw_only=True)
class Ranked:
    """
    A topic and how likely it is.

    Attributes:
        topic: The topic.

        confidence: From 0 to 0.9999, in ten-thousandths; a model is never certain.
    """

    topic: str = attrs.field(kw_only=False)
    confidence: Decimal = attrs.field(kw_only=False)


@attrs.frozen(kw_only=True)
class Weighed:
    """
    A word of the message and what it weighed.

    Attributes:
        word: The word, as it was read.

        milli_points: By how many thousandths it moved the log-odds of the likeliest topic
            against the runner-up; below zero where it spoke for the runner-up.
    """

    word: str = attrs.field(kw_only=False)
    milli_points: int = attrs.field(kw_only=False)

    def __str__(self) -> str:
        return f"{self.word} {self.milli_points:+d}"


@attrs.frozen(kw_only=True)
class Prediction:
    """
    The topic of a message, or why none is named.

    Attributes:
        ranking: Every topic, the likeliest first, equals in the model's order; none for a
            message without words.

        floor: The confidence from which a topic is named.

        known: The share of the words that were seen in training, in hundredths.

        weighed: The words that weighed most, the heaviest first.

        abstained: Why no topic is named; ``None`` where one is.
    """

    ranking: tuple[Ranked, ...] = ()
    floor: Decimal
    known: Decimal = Decimal(0)
    weighed: tuple[Weighed, ...] = ()
    abstained: Abstention | None = None

    @property
    def topic(self) -> str | None:
        """
        The topic, or ``None`` where the model abstains.
        """
        return None if self.abstained else self.leading

    @property
    def leading(self) -> str | None:
        """
        The likeliest topic, also where that is not likely enough; ``None`` without words.
        """
        return self.ranking[0].topic if self.ranking else None

    @property
    def confidence(self) -> Decimal:
        """
        How likely the likeliest topic is; 0 without words.
        """
        return self.ranking[0].confidence if self.ranking else Decimal(0)

    @property
    def runner_up(self) -> str | None:
        """
        The second likeliest topic; ``None`` without words.
        """
        return self.ranking[1].topic if self.ranking else None

    def __str__(self) -> str:
        found = f"{self.leading} {self.confidence}, then {self.runner_up}"
        heavy = f" ({', '.join(map(str, self.weighed))})" if self.weighed else ""
        match self.abstained:
            case None:
                return found + heavy
            case Abstention.EMPTY:
                return "no topic: the message has no words"
            case Abstention.UNKNOWN:
                return f"no topic: too few of its words are known ({self.known:.0%}); {found}"
            case Abstention.UNSURE:
                return f"no topic: under the floor of {self.floor}; {found}{heavy}"
