"""
What a calendar computes once and keeps: it grows in any order, in any thread, and never shows.
"""

import itertools
import sys
import threading
from collections.abc import Callable, Iterator
from types import FrameType
from typing import Any, TypeAlias

import pytest

from csmcore.calendars import (
    BusinessCalendar,
)
from csmcore.calendars._compiled import Compiled, complement, joined, overlap, within
from csmcore.kernel import to_micros
from tests.calendars.office import HOUR, MICROSECOND, fresh, worked, z

TraceFunction: TypeAlias = Callable[[FrameType, str, Any], Any]


# -- edges -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("parts", "least", "found"),
    [
        ([[0, 4], [2, 6]], 1, [0, 6]),
        ([[0, 4], [2, 6]], 2, [2, 4]),
        ([[0, 4], [4, 6]], 1, [0, 6]),
        ([[0, 4], [4, 6]], 2, []),
        ([[0, 9], [1, 2, 3, 4], [0, 2, 4, 9]], 3, [1, 2]),
        ([[3, 3], [1, 5]], 1, [1, 5]),
        ([[3, 3]], 1, []),
        ([], 1, []),
    ],
)
def test_where_at_least_so_many_are_open(parts: list[list[int]], least: int, found: list[int]) -> None:
    """
    One part is a union, all parts an intersection; what touches is joined, what is empty vanishes.
    """
    assert overlap(parts, least) == found


@pytest.mark.parametrize(
    ("start", "end", "found"),
    [
        (0, 10, [2, 4, 6, 8]),
        (3, 7, [3, 4, 6, 7]),
        (2, 8, [2, 4, 6, 8]),
        (4, 6, []),
        (7, 7, []),
        (9, 3, []),
        (3, 4, [3, 4]),
    ],
)
def test_a_cut_through_a_window_is_an_edge(start: int, end: int, found: list[int]) -> None:
    """
    Within a stretch, what lies across its ends is cut off there.
    """
    assert within([2, 4, 6, 8], start, end) == found


def test_what_follows_is_joined_without_a_seam() -> None:
    """
    A window that was cut at a seam is one again; the complement of edges is what lies between.
    """
    assert joined([1, 3, 5, 9], [9, 12]) == [1, 3, 5, 12]
    assert joined([1, 3], [5, 9]) == [1, 3, 5, 9]
    assert joined([], [5, 9]) == [5, 9]
    assert overlap([complement([2, 4], 0, 6)], 1) == [0, 2, 4, 6]


# -- growing -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("order", list(itertools.permutations((1971, 2024, 2199))))
def test_it_grows_in_any_direction_from_one_zero(order: tuple[int, ...]) -> None:
    """
    Years far apart, asked for in any order, then all of them at once: still a third of all time.
    """
    office = fresh()

    for year in order:
        assert office.between(z(year), z(year, 7)) == worked(z(year), z(year, 7))
    for first, second in itertools.permutations(order, 2):
        assert office.between(z(first), z(second)) == worked(z(first), z(second))
        assert office.add(z(first), abs(worked(z(first), z(first + 1)))) == z(first, 12, 31, 16)


def test_it_grows_by_whole_years_and_only_as_far_as_it_must() -> None:
    """
    One question compiles one year; the next one what lies between; a search doubles.
    """
    asked: list[tuple[int, int]] = []

    def cut(start: int, end: int) -> list[int]:
        asked.append((start, end))
        return [start, end] if start <= to_micros(z(2100)) < end else []

    compiled = Compiled("spy", (1970, 2200), cut, never=False)
    compiled.is_open(to_micros(z(2024, 6)))
    compiled.is_open(to_micros(z(2024, 1)))
    assert asked == [(to_micros(z(2024)), to_micros(z(2025)))]
    compiled.between(to_micros(z(2024, 6)), to_micros(z(2026, 6)))
    assert asked[1:] == [(to_micros(z(2025)), to_micros(z(2027)))]
    del asked[:]
    compiled.add(to_micros(z(2024, 6)), 1)
    year = 365 * 24 * HOUR // MICROSECOND
    years = [(start // year, end // year) for start, end in asked]
    # From the three years 2024-2026 on: three more, six more, twelve more...
    assert [last - first for first, last in years] == [3, 6, 12, 24, 48]


def test_a_window_across_new_year_is_one_whichever_side_is_first() -> None:
    """
    Compiled from the right or from the left, the seam leaves no edge.
    """
    for order in ((2024, 2025), (2025, 2024)):
        nights = BusinessCalendar("nights", "UTC", "daily 22:00-06:00")
        for year in order:
            nights.is_open(z(year, 6))
        assert nights.next_close(z(2024, 12, 31, 23)) == z(2025, 1, 1, 6)
        assert nights.previous_opening(z(2025, 1, 1, 5)) == z(2024, 12, 31, 22)


# -- threads -----------------------------------------------------------------------------------------


@pytest.fixture
def _hurried() -> Iterator[None]:
    """
    Threads take turns a thousand times as often as usual.
    """
    before = sys.getswitchinterval()
    sys.setswitchinterval(5e-6)
    yield
    sys.setswitchinterval(before)


def _questions() -> list[tuple[str, tuple[object, ...], object]]:
    """
    Questions far apart, each with its answer.
    """
    asked: list[tuple[str, tuple[object, ...], object]] = []
    middle = z(2024)
    for year in (2002, 2058, 2030, 2010, 2050, 2006, 2040, 2022):
        start, end = z(year, 3), z(year, 9)
        asked += [
            ("between", (start, end), worked(start, end)),
            ("between", (start, middle), worked(start, middle)),
            ("add", (start, 12 * HOUR), start + 36 * HOUR),
            ("subtract", (start, 8 * HOUR), start - 16 * HOUR),
            ("next_open", (start,), start + 8 * HOUR),
            ("days_between", (start.date(), middle.date()), (middle - start).days),
        ]
    return asked


@pytest.mark.usefixtures("_hurried")
@pytest.mark.parametrize("round_number", range(3))
def test_threads_that_share_a_cold_calendar_get_the_right_answers(round_number: int) -> None:
    """
    Eight threads begin at once on a calendar that knows nothing, each with questions of its own.
    """
    office, gate = fresh(), threading.Barrier(8)
    questions, wrong, done = _questions(), list[object](), list[int]()

    def ask(number: int) -> None:
        shift = number * 6 + round_number
        mine = questions[shift % len(questions) :] + questions[: shift % len(questions)]
        gate.wait()
        for question, arguments, answer in mine:
            told = getattr(office, question)(*arguments)
            if told != answer:
                wrong.append((question, arguments, told, answer))
        done.append(number)

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert wrong == []
    assert sorted(done) == list(range(8))


def _interrupted(question: Callable[[BusinessCalendar], object], line: int) -> tuple[object, bool]:
    """
    The answer of a cold calendar when, at that line of its work, another thread's result gets in.

    Returns:
        The answer, and whether so many lines were run at all.
    """
    office, slower = fresh(), fresh()
    slower.is_open(z(2002))
    slower.is_open(z(2001))
    lines = itertools.count()
    reached = False

    def trace(frame: FrameType, event: str, _: Any) -> TraceFunction | None:
        nonlocal reached
        if not isinstance(frame.f_locals.get("self"), Compiled):
            return None
        if event == "line" and next(lines) == line:
            # What a thread leaves behind that had set out when nothing was known yet.
            office._compiled._stretch = slower._compiled._stretch
            reached = True
        return trace

    before = sys.gettrace()
    office._compiled  # noqa: B018
    sys.settrace(trace)
    try:
        return question(office), reached
    finally:
        sys.settrace(before)


@pytest.mark.parametrize("number", range(5))
def test_another_thread_may_get_in_at_any_line(number: int) -> None:
    """
    Whatever another thread leaves behind, and whenever, an answer is worked out on one snapshot.
    """
    name, arguments, answer = _questions()[number]

    for line in range(200):
        told, reached = _interrupted(lambda office: getattr(office, name)(*arguments), line)
        assert told == answer
        if not reached:
            break

    assert 10 < line < 199
