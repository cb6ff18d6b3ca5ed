"""
Settings for all tests: how hard Hypothesis tries, and what the tests tell of themselves.
"""

import collections
import os

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile("brief", max_examples=3, deadline=None)
settings.register_profile("dev", max_examples=50, deadline=None)
settings.register_profile("ci", max_examples=5, deadline=None, derandomize=True)
settings.register_profile(
    "nightly", max_examples=5000, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci" if "CI" in os.environ else "dev"))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """
    Adds up what tests recorded with ``record_property``, and tells it.
    """
    told: dict[str, collections.Counter[str]] = {}
    for report in terminalreporter.getreports("passed"):
        for name, value in report.user_properties:
            what, _, kind = name.partition(": ")
            told.setdefault(what, collections.Counter())[kind] += int(str(value))
    for what, kinds in sorted(told.items()):
        listed = ", ".join(f"{number:,} {kind}" for kind, number in sorted(kinds.items()))
        terminalreporter.write_line(f"{what}: {kinds.total():,} ({listed})")
