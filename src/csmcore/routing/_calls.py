"""
Asking extensions: whatever they do, the plan goes on, and the fault has a name.
"""

from collections.abc import Callable, Sequence
from types import CoroutineType
from typing import Final, TypeVar, cast

from csmcore.errors import ExtensionFailedError
from csmcore.kernel import WorkId, shown
from csmcore.routing._extensions import Exclusion, Extension
from csmcore.routing._fault import ExtensionFault

MOST_FAULTS: Final = 5
"""
After how many faults in one plan an extension is not asked any more in it.
"""

MOST: Final = (1 << 63) - 1
"""
The largest number that an extension returns, and its negative the smallest.
"""

_Answer = TypeVar("_Answer")

Check = Callable[[object], str | None]
"""
What is wrong with an answer, or ``None``.
"""


class Calls:
    """
    Asks extensions within one plan, and keeps what went wrong.

    Attributes:
        faults: What went wrong so far.
    """

    def __init__(self, *, strict: bool) -> None:
        self._strict = strict
        self._counts: dict[int, int] = {}
        self._first: dict[int, WorkId | None] = {}
        self.faults: list[ExtensionFault] = []

    def is_asked(self, extension: Extension) -> bool:
        """
        Whether it has not failed so often that it is asked no more.
        """
        return self._counts.get(id(extension.value), 0) < MOST_FAULTS

    def first_failing(self, extension: Extension) -> WorkId | None:
        """
        The first piece of work with which it failed, where it failed with one.
        """
        return self._first.get(id(extension.value))

    def ask(
        self,
        extension: Extension,
        question: Callable[[], _Answer],
        check: Check,
        work_id: WorkId | None = None,
    ) -> _Answer | None:
        """
        The answer, or ``None`` where there is none that could be used.

        Raises:
            ExtensionFailedError: It failed, and failing is strict.
        """
        if not self.is_asked(extension):
            return None
        try:
            answer = _held(question())
            problem = _unusable(answer) or check(answer)
        except (Exception, SystemExit) as error:  # noqa: BLE001  # whatever a plugin raises
            self._fail(extension, told_of(error), work_id, error)
            return None
        if problem is not None:
            self._fail(extension, problem, work_id, None)
            return None
        return answer

    def _fail(
        self, extension: Extension, problem: str, work_id: WorkId | None, cause: BaseException | None
    ) -> None:
        name = extension.value.name
        told = " ".join(problem.split())[:500]
        if self._strict:
            raise ExtensionFailedError(name, str(extension.origin), told) from cause
        key = id(extension.value)
        self._counts[key] = self._counts.get(key, 0) + 1
        self._first.setdefault(key, work_id)
        self.faults.append(ExtensionFault(name, origin=extension.origin, problem=told, work_id=work_id))


def told_of(error: BaseException) -> str:
    """
    An error by its type and what it says, even where saying it raises.
    """
    name = type(error).__name__
    try:
        return f"{name}: {error}"
    except Exception:  # noqa: BLE001  # whatever an error of a plugin makes of being told
        return f"{name}, which cannot be told"


def _held(answer: _Answer) -> _Answer:
    """
    An answer that stays as it is: of what is asked for as a sequence, a tuple.
    """
    if isinstance(answer, Sequence) and not isinstance(answer, str | bytes):
        return cast("_Answer", tuple(answer))
    return answer


def _unusable(answer: object) -> str | None:
    if isinstance(answer, CoroutineType):
        answer.close()
        return "it returned a coroutine; it must answer at once, so write def, not async def"
    return None


def _sequence(answer: object) -> str | None:
    if isinstance(answer, Sequence) and not isinstance(answer, str | bytes):
        return None
    return f"it returned {shown(answer)}; it must return a sequence, such as a list"


def whole_numbers(count: int) -> Check:
    """
    A check: as many whole numbers as were asked for.
    """

    def check(answer: object) -> str | None:
        if (problem := _sequence(answer)) is not None:
            return problem
        found = tuple(answer) if isinstance(answer, Sequence) else ()
        if len(found) != count:
            return f"it returned {len(found)} numbers for {count}; one for each is asked for"
        for each in found:
            if type(each) is not int:
                return f"it returned {shown(each)}, which is no whole number; round it, or scale it"
            if not -MOST <= each <= MOST:
                return f"it returned a number of {each.bit_length()} bits; 64 are enough"
        return None

    return check


def exclusions(ids: frozenset[str]) -> Check:
    """
    A check: exclusions of agents who were asked about.
    """

    def check(answer: object) -> str | None:
        if (problem := _sequence(answer)) is not None:
            return problem
        for each in answer if isinstance(answer, Sequence) else ():
            if not isinstance(each, Exclusion):
                return f"it returned {shown(each)}; it must return Exclusion(agent_id, reason)"
            if each.agent_id not in ids:
                return f"it left out {each.agent_id!r}, about whom it was not asked"
        return None

    return check


def one_of(choices: Sequence[object], what: str) -> Check:
    """
    A check: one of some choices, or ``None``.
    """

    def check(answer: object) -> str | None:
        if answer is None or (isinstance(answer, str) and answer in choices):
            return None
        return f"it returned {shown(answer)}, which is no {what}"

    return check


def subset_of(whole: Sequence[object], what: str) -> Check:
    """
    A check: some of what was given, in any order, and nothing else.
    """

    def check(answer: object) -> str | None:
        if (problem := _sequence(answer)) is not None:
            return problem
        for each in answer if isinstance(answer, Sequence) else ():
            if each not in whole:
                return f"it returned {shown(each)}, which is none of the {what} it was given"
        return None

    return check
