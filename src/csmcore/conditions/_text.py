"""
Conditions from their text.

::

    condition  = conjunction { "or" conjunction }
    conjunction = negation { "and" negation }
    negation   = "not" negation | ["all" | "any"] "(" condition ")" | leaf
    leaf       = "always" | "never" | "signal" NAME
               | NAME ("=" | "!=" | "<" | "<=" | ">" | ">=") value
               | NAME ["not"] "in" "(" value { "," value } ")"
               | NAME "contains" value
               | NAME "is" ["not"] "set"
               | NAME "changed" ["from" value] ["to" value]

A value is a word, a text in quotes, a number, ``true``, ``false``, a date
(``2026-04-27``), an instant (``2026-04-27T09:30:00Z``) or a duration (``PT8H``).
"""

from collections.abc import Callable
from typing import Final, NamedTuple, TypeAlias

from csmcore.conditions._condition import ANYTHING, DEEPEST, NOTHING, AllOf, AnyOf, Condition, Not
from csmcore.conditions._predicates import (
    Changed,
    Compares,
    Comparison,
    Contains,
    Equals,
    IsSet,
    OneOf,
    Signalled,
)
from csmcore.conditions._words import BLANKS, RESERVED, TOKEN, unquoted, value_of
from csmcore.errors import CsmError, DefinitionError, TextError
from csmcore.kernel import Scalar

LONGEST: Final = 10_000


class Token(NamedTuple):
    """
    A piece of a condition's text, and where it stands.
    """

    kind: str
    text: str
    at: int


Check: TypeAlias = Callable[[Condition], str | None]
"""
What is wrong with a leaf, if anything; a vocabulary has an opinion.
"""


def parse(text: str, *, check: Check | None = None) -> Condition:
    """
    The condition that a text says.

    Args:
        text: Such as ``priority <= 2 and state in (new, open)``.

        check: Tells what is wrong with a leaf, if anything; its problem is then told with
            the column at which the leaf begins.

    Raises:
        TextError: It says none; the column is named. Texts longer than 10,000 characters
            and more than 50 levels deep are refused unread.
    """
    if not isinstance(text, str):
        raise TextError(str(text), 1, "a condition is a text such as 'priority <= 2'")
    if len(text) > LONGEST:
        raise TextError(text[:LONGEST], LONGEST, f"a condition has at most {LONGEST:,} characters")
    reader = _Reader(text, check)
    condition = reader.condition(0)
    if reader.next.kind != "end":
        raise reader.error("'and', 'or' or the end is expected")
    return condition


def to_condition(value: Condition | str) -> Condition:
    """
    A converter: a condition, or what its text says.

    Raises:
        TextError: The text does not parse.

        DefinitionError: It is neither.
    """
    if isinstance(value, Condition):
        return value
    if isinstance(value, str):
        return parse(value)
    message = f"{value!r} is no condition; give one, or its text"
    raise DefinitionError(message)


def condition_if_given(value: Condition | str | None) -> Condition | None:
    """
    A converter: a condition, what its text says, or ``None``.

    Raises:
        TextError: The text does not parse.

        DefinitionError: It is neither.
    """
    return None if value is None else to_condition(value)


class _Reader:
    """
    Reads a condition from its tokens, one ahead.
    """

    def __init__(self, text: str, check: Check | None) -> None:
        self.text, self.check = text, check
        self.next = Token("", "", 0)
        self.end = 0
        self.step()

    def step(self) -> Token:
        """
        The token that was next; the one after it is next now.
        """
        taken = self.next
        found = TOKEN.match(self.text, self.end)
        if found is not None:
            kind = found.lastgroup or ""
            self.next, self.end = Token(kind, found[kind], found.start(kind)), found.end()
            return taken
        rest = self.text[self.end :].lstrip(BLANKS)
        self.next = Token("end", "", len(self.text) - len(rest))
        if rest:
            raise self.error(f"{rest[0]!r} begins nothing that a condition can have")
        return taken

    def error(self, problem: str, at: int | None = None) -> TextError:
        return TextError(self.text, (self.next.at if at is None else at) + 1, problem)

    def takes(self, *words: str) -> bool:
        """
        Whether the next token is one of some words or signs; it is then taken.
        """
        same = self.next.kind in ("word", "sign") and self.next.text.lower() in words
        if same:
            self.step()
        return same

    def needs(self, word: str, meant: str) -> None:
        if not self.takes(word):
            raise self.error(f"{word!r} is expected, {meant}")

    def condition(self, depth: int) -> Condition:
        at, parts = self.next.at, [self.conjunction(depth)]
        while self.takes("or"):
            parts.append(self.conjunction(depth))
        return self.joined(AnyOf, parts, at)

    def conjunction(self, depth: int) -> Condition:
        at, parts = self.next.at, [self.negation(depth)]
        while self.takes("and"):
            parts.append(self.negation(depth))
        return self.joined(AllOf, parts, at)

    def joined(self, kind: type[AllOf | AnyOf], parts: list[Condition], at: int) -> Condition:
        if len(parts) == 1:
            return parts[0]
        try:
            return kind(parts)
        except DefinitionError as error:
            raise self.error(str(error), at) from None

    def negation(self, depth: int) -> Condition:
        if depth > DEEPEST:
            raise self.error(f"a condition is at most {DEEPEST} levels deep")
        if self.takes("not"):
            return Not(self.negation(depth + 1))
        if self.takes("("):
            return self.closed(depth)
        for word, kind in (("all", AllOf), ("any", AnyOf)):
            if self.takes(word):
                self.needs("(", "and a condition after it")
                return kind((self.closed(depth),))
        at = self.next.at
        try:
            leaf = self.leaf()
        except TextError:
            raise
        except CsmError as error:
            raise self.error(str(error), at) from None
        problem = self.check(leaf) if self.check is not None else None
        if problem is not None:
            raise self.error(problem, at)
        return leaf

    def closed(self, depth: int) -> Condition:
        inner = self.condition(depth + 1)
        self.needs(")", "to close what was opened")
        return inner

    def leaf(self) -> Condition:
        if self.takes("always"):
            return ANYTHING
        if self.takes("never"):
            return NOTHING
        if self.takes("signal"):
            return Signalled(self.name("a signal"))
        fact = self.name("a fact, 'signal', 'not' or '('")
        if self.next.kind == "sign":
            return self.comparison(fact)
        if self.takes("contains"):
            return Contains(fact, self.value())
        if self.takes("changed"):
            was = self.value() if self.takes("from") else None
            return Changed(fact, was=was, now=self.value() if self.takes("to") else None)
        if self.takes("is"):
            unset = self.takes("not")
            self.needs("set", "as in 'is set' and 'is not set'")
            return Not(IsSet(fact)) if unset else IsSet(fact)
        outside = self.takes("not")
        if self.takes("in"):
            return Not(self.values(fact)) if outside else self.values(fact)
        raise self.error(
            f"what about {fact}? A sign, 'in', 'contains', 'is set' or 'changed' is expected"
        )

    def comparison(self, fact: str) -> Condition:
        if self.takes("="):
            return Equals(fact, self.value())
        if self.takes("!="):
            return Not(Equals(fact, self.value()))
        for comparison in Comparison:
            if self.takes(comparison.value):
                return Compares(fact, comparison, self.value())
        raise self.error("one of = != < <= > >= is expected")

    def values(self, fact: str) -> OneOf:
        self.needs("(", "and values after it")
        values = [self.value()]
        while self.takes(","):
            values.append(self.value())
        self.needs(")", "or a comma and another value")
        return OneOf(fact, values)

    def name(self, meant: str) -> str:
        if self.next.kind == "quoted":
            return unquoted(self.step().text)
        if self.next.kind != "word" or self.next.text.lower() in RESERVED:
            raise self.error(f"{meant} is expected")
        return self.step().text

    def value(self) -> Scalar:
        kind, text, at = self.next
        try:
            value = value_of(kind, text)
        except CsmError as error:
            raise self.error(str(error), at) from None
        if value is None:
            raise self.error(
                "a value is expected; a word that means something here is put in quotes", at
            )
        self.step()
        return value
