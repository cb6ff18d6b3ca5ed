"""
Asks an extension, and sees what it does beside answering.
"""

import inspect
import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final, TypeVar

from csmcore.kernel import shown
from csmcore.routing import Agent, Candidates
from csmcore.testing._plugin_report import HarnessFinding, HarnessRule

_Answer = TypeVar("_Answer")

NO_ANSWER: Final = object()
"""
What stands for the answer of an extension that raised, or has to be waited for.
"""

_ADVICE: Final = (
    (HarnessRule.ANSWERS, "answer every question, with nothing where there is nothing to say"),
    (HarnessRule.PURE, "let the answer depend on nothing but what is shown"),
    (HarnessRule.CHANCE, "ask context.chance(...), which is the same for the same seed"),
    (HarnessRule.CHANGES, "make new values, and leave those that are shown as they are"),
    (HarnessRule.SHAPE, "return what the protocol says"),
    (HarnessRule.LENGTH, "return one number for each, in the order in which they are shown"),
    (HarnessRule.WHOLE, "return int; round a float, or scale it by a thousand first"),
    (HarnessRule.FOREIGN, "name only who, and what, is shown"),
    (HarnessRule.ORDER, "look at each by what it is, not by its place"),
    (HarnessRule.READS, "name every fact in reads, or say None for all"),
    (HarnessRule.SUBSET, "return some of those that are shown, none or all"),
    (HarnessRule.STATE, "return Facts of scalars"),
)


class Asking:
    """
    Asks one extension, and keeps the first breach of each promise.

    Attributes:
        name: Its name, with its kind.

        findings: What was found so far.

        questions: How many questions were asked.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.findings: list[HarnessFinding] = []
        self.questions = 0
        self._advice = dict(_ADVICE)

    def found(self, rule: HarnessRule, problem: str) -> None:
        """
        Keeps a breach, if it is the first of its kind.
        """
        if all(each.rule is not rule for each in self.findings):
            self.findings.append(HarnessFinding(self.name, rule, problem, self._advice[rule]))

    def ask(self, method: Callable[..., _Answer], *arguments: object) -> _Answer | object:
        """
        What it answers, asked twice, or :data:`NO_ANSWER`.
        """
        what = getattr(method, "__name__", "it")
        before, chance = _picture(arguments), random.getstate()
        first = self._answer(method, arguments)
        if random.getstate() != chance:
            self.found(HarnessRule.CHANCE, f"{what} drew from the chance that all share")
        random.setstate(chance)
        if _picture(arguments) != before:
            self.found(HarnessRule.CHANGES, f"{what} changed what it was shown")
        again = first if first is NO_ANSWER else self._answer(method, arguments)
        random.setstate(chance)
        if not isinstance(first, Iterator) and repr(first) != repr(again):
            told = f"{what} answered {shown(first)}, and then {shown(again)}, to the same question"
            self.found(HarnessRule.PURE, told)
        return first

    def _answer(self, method: Callable[..., _Answer], arguments: Iterable[object]) -> _Answer | object:
        self.questions += 1
        what = getattr(method, "__name__", "it")
        try:
            answer = method(*arguments)
        except (Exception, SystemExit) as error:  # noqa: BLE001  # whatever an author's code raises
            where = _situation(arguments)
            self.found(HarnessRule.ANSWERS, f"{what} raised {type(error).__name__}: {error}, {where}")
            return NO_ANSWER
        if inspect.iscoroutine(answer):
            answer.close()
            self.found(HarnessRule.ANSWERS, f"{what} returned a coroutine, and nothing here waits")
            return NO_ANSWER
        return answer

    def listed(self, what: str, answer: object) -> Sequence[object] | None:
        """
        The members of a list that was returned; ``None`` for what is none, which is a breach.
        """
        if answer is NO_ANSWER:
            return None
        if not isinstance(answer, Sequence) or isinstance(answer, str | bytes):
            self.found(HarnessRule.SHAPE, f"{what} returned {shown(answer)}, which is no list")
            return None
        return answer

    def numbers(self, what: str, answer: object, count: int) -> tuple[int, ...] | None:
        """
        Whole numbers that were returned, as many as were asked for; ``None`` for anything else.
        """
        members = self.listed(what, answer)
        if members is None:
            return None
        if len(members) != count:
            self.found(HarnessRule.LENGTH, f"{what} returned {len(members)} numbers for {count}")
            return None
        for each in members:
            if type(each) is not int:
                self.found(
                    HarnessRule.WHOLE, f"{what} returned {shown(each)}, which is no whole number"
                )
                return None
        return tuple(each for each in members if isinstance(each, int))


def _picture(arguments: Iterable[object]) -> str:
    """
    What is shown to an extension, as text, so that a change of it is seen.
    """
    told = []
    for each in arguments:
        told.append(repr(each))
        agents: Iterable[Agent] = each.agents if isinstance(each, Candidates) else ()
        told += [repr((agent.levels, agent.known)) for agent in agents]
    return "\n".join(told)


def _situation(arguments: Iterable[object]) -> str:
    for each in arguments:
        if isinstance(each, Candidates):
            return f"with {len(each)} candidates"
    return f"asked about {', '.join(map(shown, arguments))}"
