"""
What comes along when calendars are imported.
"""

import subprocess
import sys
from typing import Final

import pytest

HEAVY: Final = {"numpy", "pandas", "holidays", "cattrs", "icalendar", "hypothesis", "pluggy"}
"""
Libraries that a host which only reckons with hours need not load, or have.
"""


def _loaded_after(statement: str) -> set[str]:
    question = f"{statement}; import sys; print(*sys.modules)"
    answer = subprocess.run(
        [sys.executable, "-c", question], check=True, capture_output=True, text=True
    )
    return set(answer.stdout.split())


@pytest.mark.parametrize("module", ["csmcore", "csmcore.kernel", "csmcore.calendars"])
def test_calendars_bring_no_heavy_library(module: str) -> None:
    """
    Importing calendars loads none of the libraries that other parts and the extras need.
    """
    loaded = _loaded_after(f"import {module}")
    assert module in loaded
    assert loaded & HEAVY == set()


def test_a_calendar_without_rules_does_without_dateutil() -> None:
    """
    The library that reads recurrences is loaded with the first rule, not with the calendars.
    """
    without = "import csmcore.calendars as c; c.BusinessCalendar('nl', 'UTC', 'mon-fri 09:00-17:00')"
    assert "dateutil" not in _loaded_after(without)
    assert "dateutil.rrule" in _loaded_after(
        "import csmcore.calendars as c; c.HolidayRule.yearly(1, 1)"
    )


def test_calendars_bring_only_what_they_use_of_the_kernel() -> None:
    """
    Who reckons with hours pays for no money, owners, trees or timelines.
    """
    unused = {f"csmcore.kernel._{name}" for name in ("money", "owners", "hierarchy", "timeline")}
    assert _loaded_after("import csmcore.calendars") & unused == set()


def test_csmcore_alone_loads_no_context() -> None:
    """
    A bare import of the library loads nothing but itself.
    """
    assert {name for name in _loaded_after("import csmcore") if name.startswith("csmcore")} == {
        "csmcore"
    }
