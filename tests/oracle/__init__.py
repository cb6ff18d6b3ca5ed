"""
A second implementation of business calendars: slow, obvious, and sharing nothing with the first.

It takes plain data (the format of ``tests/golden``), asks :mod:`zoneinfo` what the clock on the
wall says at every step of real time, and answers each question by walking and counting. Nothing
of that imports ``csmcore``.

The second implementations of clocks stand beside it, two that were written apart from each other:
:mod:`~tests.oracle.slow_clock` and :mod:`~tests.oracle.minutes`. They take targets and timelines,
and ask calendars and conditions, which have judges of their own.
"""

from tests.oracle.answers import NothingFoundError, instant, micros
from tests.oracle.days import Oracle, oracle
from tests.oracle.plain import Composite, Plain, Rule, Schedule, Week, Windows

__all__ = [
    "Composite",
    "NothingFoundError",
    "Oracle",
    "Plain",
    "Rule",
    "Schedule",
    "Week",
    "Windows",
    "instant",
    "micros",
    "oracle",
]
