"""
The plugin: what a message says chooses its queue, where the model is sure enough.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import attrs

from csmcore.errors import UnknownNameError
from csmcore.kernel import Facts, QueueId, Reason, ReasonKind
from csmcore.plugins import PluginInfo, hookimpl
from csmcore.routing import Queue, QueueSelector, Selection
from csmcore_textroute._model import TextModel
from csmcore_textroute._prediction import Abstention, Prediction

SAYS: Final = ReasonKind(
    "textroute.says", "the text says {topic} with {confidence}, then {runner_up}; weighed most: {words}"
)
"""
The topic was named.
"""

UNSURE: Final = ReasonKind(
    "textroute.unsure",
    "the text says {topic} with {confidence} only, under the floor of {floor}, then {runner_up}; "
    "weighed most: {words}",
)
"""
The likeliest topic was not likely enough.
"""

UNKNOWN: Final = ReasonKind(
    "textroute.unknown", "the text has too few known words to tell its topic: {known} of them"
)
"""
It is about something else, or in another language.
"""

EMPTY: Final = ReasonKind("textroute.empty", "the text has no words")
"""
There was nothing to read.
"""

NO_QUEUE: Final = ReasonKind("textroute.no_queue", "no queue is for {topic}")
"""
The topic was named, and nobody works on it.
"""

FALLBACK: Final = ReasonKind("textroute.fallback", "{queue} takes what the text does not decide")
"""
The queue was chosen that takes the rest.
"""


def _pairs(queues: Mapping[str, str] | Iterable[tuple[str, str]]) -> tuple[tuple[str, QueueId], ...]:
    pairs = queues.items() if isinstance(queues, Mapping) else queues
    return tuple(sorted((topic, QueueId(queue_id)) for topic, queue_id in pairs))


@attrs.frozen(kw_only=True)
class TextSelector:
    """
    Chooses the queue of work by its subject and description.

    Attributes:
        model: Predicts the topic.

        queues: Which queue is for which topic. A topic that is not named here is for the queue
            that has the topic as its id. A mapping is accepted.

        fallback: The queue for what the text does not decide; ``None`` to leave that to the
            next selector and to the queues' conditions.

        subject: The fact that holds the subject.

        description: The fact that holds the text.

        name: How it is told in decisions.

    Raises:
        UnknownNameError: *queues* names a topic that the model does not know.
    """

    model: TextModel = attrs.field(kw_only=False)
    queues: tuple[tuple[str, QueueId], ...] = attrs.field(default=(), converter=_pairs)
    fallback: QueueId | None = None
    subject: str = "subject"
    description: str = "description"
    name: str = "text"

    def __attrs_post_init__(self) -> None:
        for topic, _ in self.queues:
            if topic not in self.model.topics:
                raise UnknownNameError("topic", topic, self.model.topics)

    def select(self, work: Facts, queues: Sequence[Queue], at: dt.datetime) -> Selection | None:  # noqa: ARG002  # a topic has no time
        """
        The queue that the text asks for, and why; or why it does not decide.

        Work that has neither fact as a text is left alone.
        """
        told = [work.get(name) for name in (self.subject, self.description)]
        texts = [each if isinstance(each, str) else "" for each in told]
        if not any(isinstance(each, str) for each in told):
            return None
        prediction = self.model.predict(*texts)
        there = frozenset(queue.id for queue in queues)
        reasons = [_reason(prediction)]
        if prediction.topic is not None:
            queue_id = dict(self.queues).get(prediction.topic, QueueId(prediction.topic))
            if queue_id in there:
                return Selection(queue_id, reasons)
            reasons.append(NO_QUEUE(topic=prediction.topic))
        if self.fallback in there:
            return Selection(self.fallback, [*reasons, FALLBACK(queue=self.fallback)])
        return Selection(None, reasons)


def _reason(prediction: Prediction) -> Reason:
    found = {
        "topic": prediction.leading,
        "confidence": prediction.confidence,
        "runner_up": prediction.runner_up,
        "floor": prediction.floor,
        "words": ", ".join(map(str, prediction.weighed)),
    }
    match prediction.abstained:
        case None:
            return SAYS(**found)
        case Abstention.UNSURE:
            return UNSURE(**found)
        case Abstention.UNKNOWN:
            return UNKNOWN(known=prediction.known)
        case Abstention.EMPTY:
            return EMPTY()


@attrs.frozen
class TextRoute:
    """
    The plugin.

    Installed, it takes the model that the package brings. A host with a model of its own
    registers the plugin with that: ``host.register(TextRoute(TextSelector(model)))``.

    Attributes:
        selector: Chooses queues; ``None`` for one with the package's model.
    """

    selector: TextSelector | None = None

    @hookimpl
    def csmcore_plugin_info(self) -> PluginInfo:
        """
        Who the plugin is.
        """
        return PluginInfo("Routing by text")

    @hookimpl
    def csmcore_routing_selectors(self) -> Sequence[QueueSelector]:
        """
        What chooses queues; the package's model is read here, once, and not at import.
        """
        return (self.selector or TextSelector(TextModel.load()),)


plugin: Final = TextRoute()
"""
What the package's entry point names.
"""
