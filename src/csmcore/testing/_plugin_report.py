"""
What a harness found out about a plugin.
"""

import enum

import attrs

from csmcore.kernel import not_blank


class HarnessRule(enum.StrEnum):
    """
    The promises that routing takes from extensions.

    ``REGISTERS``: it can be registered. ``ANSWERS``: it raises nothing, and waits for nothing.
    ``SHAPE``: it returns what its protocol says. ``LENGTH``: one answer for each. ``WHOLE``:
    whole numbers, and nothing else. ``FOREIGN``: it names only what it was shown. ``PURE``: the
    same question has the same answer. ``CHANCE``: it draws none of its own. ``ORDER``: what it
    says of one does not depend on who stands before. ``READS``: it reads what it says it reads.
    ``CHANGES``: it changes nothing that it is shown. ``SUBSET``: it only drops. ``STATE``: what
    it remembers can be written down and read back.
    """

    REGISTERS = "registers"
    ANSWERS = "answers"
    SHAPE = "shape"
    LENGTH = "length"
    WHOLE = "whole"
    FOREIGN = "foreign"
    PURE = "pure"
    CHANCE = "chance"
    ORDER = "order"
    READS = "reads"
    CHANGES = "changes"
    SUBSET = "subset"
    STATE = "state"


@attrs.frozen
class HarnessFinding:
    """
    A promise that an extension breaks.

    Attributes:
        extension: Its name, with its kind.

        rule: The promise.

        problem: What happened, and when.

        advice: What would be right.
    """

    extension: str = attrs.field(validator=not_blank)
    rule: HarnessRule
    problem: str = attrs.field(validator=not_blank)
    advice: str = attrs.field(validator=not_blank)

    def __str__(self) -> str:
        return f"{self.extension} [{self.rule}]: {self.problem} ({self.advice})"


@attrs.frozen
class HarnessTiming:
    """
    How long an extension takes; a figure, and no verdict.

    Attributes:
        extension: Its name, with its kind.

        microseconds: For one question about a thousand candidates, the best of three.
    """

    extension: str = attrs.field(validator=not_blank)
    microseconds: int

    def __str__(self) -> str:
        return f"{self.extension}: {self.microseconds} microseconds for a thousand candidates"


@attrs.frozen
class HarnessReport:
    """
    What a harness found out about a plugin.

    Attributes:
        findings: The promises that are broken, the first breach of each.

        timings: How long filters, scorers and strategies take.

        questions: How many questions were asked.
    """

    findings: tuple[HarnessFinding, ...] = ()
    timings: tuple[HarnessTiming, ...] = ()
    questions: int = 0

    @property
    def is_good(self) -> bool:
        """
        Whether no promise is broken.
        """
        return not self.findings

    def raise_if_bad(self) -> None:
        """
        Fails a test, with all findings, if there are any.

        Raises:
            AssertionError: A promise is broken.
        """
        if self.findings:
            raise AssertionError(str(self))

    def __str__(self) -> str:
        told = [*self.findings, *self.timings]
        broken = f"{len(self.findings)} promises broken" if self.findings else "no promise broken"
        head = f"{broken}, {self.questions} questions asked"
        return "\n".join([head, *map(str, told)])
