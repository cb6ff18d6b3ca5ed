"""
What conditions may speak of, where a desk has several types of cases.
"""

from collections.abc import Iterator, Sequence
from typing import Final

import attrs

from csmcore.conditions import Condition, FactDefinition, Vocabulary
from csmcore.desk._finding import DeskFinding, error
from csmcore.kernel import ReasonKind

MISFIT: Final = ReasonKind("desk.misfit", "{problem}")


def both(vocabulary: Vocabulary, more: Vocabulary) -> Vocabulary:
    """
    The words of a type of cases, and those that a host adds.
    """
    names = {fact.name for fact in vocabulary.facts}
    added = (fact for fact in more.facts if fact.name not in names)
    return Vocabulary((*vocabulary.facts, *added), (*vocabulary.signals, *more.signals))


def united(words: Sequence[Vocabulary]) -> Vocabulary:
    """
    The words of all types of cases: a fact may have each value that it has for one of them.
    """
    facts: dict[str, FactDefinition] = {}
    for each in words:
        for fact in each.facts:
            known = facts.setdefault(fact.name, fact)
            if known is fact or known.type is not fact.type:
                continue
            # No choices are any value.
            choices = dict.fromkeys((*known.choices, *fact.choices))
            bounded = known.choices and fact.choices
            facts[fact.name] = attrs.evolve(known, choices=choices if bounded else ())
    return Vocabulary(facts.values(), (signal for each in words for signal in each.signals))


def misfits(path: str, condition: Condition, words: Sequence[Vocabulary]) -> Iterator[DeskFinding]:
    """
    What is wrong with a condition for every type of cases, told with the words of all.
    """
    told = [each.problems(condition) for each in words]
    if told and all(told):
        problems = united(words).problems(condition) or told[0]
        yield from (error(path, MISFIT(problem=each)) for each in problems)
