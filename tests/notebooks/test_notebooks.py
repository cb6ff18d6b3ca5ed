"""
Notebooks run from top to bottom in a kernel of their own, and say what their results say.

What the text says of the results is read off the tables and compared, so that neither changes alone.
"""

import functools
import pathlib
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from typing import Any, Final, TypeAlias

import pytest

jupytext = pytest.importorskip("jupytext")
nbclient = pytest.importorskip("nbclient")

HOME: Final = pathlib.Path(__file__).parents[2] / "docs" / "notebooks"
NOTEBOOKS: Final = sorted(each.stem for each in HOME.glob("*.md") if each.stem != "index")

Rows: TypeAlias = dict[str, tuple[str, ...]]

# The pages are built of them each time, in a kernel; what they say is compared at night.
pytestmark = [pytest.mark.slow, pytest.mark.night]


@functools.cache
def outputs_of(name: str) -> tuple[Any, ...]:
    """
    What the cells of a notebook show; a cell that fails fails here.
    """
    notebook = jupytext.read(HOME / f"{name}.md")
    client = nbclient.NotebookClient(
        notebook, timeout=120, kernel_name="python3", resources={"metadata": {"path": str(HOME)}}
    )
    client.execute()
    return tuple(each for cell in notebook.cells for each in cell.get("outputs", ()))


def drawn(name: str) -> Iterator[ET.Element]:
    """
    What is drawn, parsed.
    """
    for each in outputs_of(name):
        if "text/html" in each.get("data", {}):
            yield ET.fromstring(each["data"]["text/html"])  # noqa: S314


def table_of(name: str, caption: str) -> Rows:
    """
    The rows of the table with a caption, by their names; lists are joined by bars.
    """
    (found,) = (each for each in drawn(name) if each.findtext("figcaption") == caption)
    rows = (["|".join(cell.itertext()) for cell in row] for row in found.findall("table/tbody/tr"))
    return {first: tuple(others) for first, *others in rows}


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_notebook_runs_and_warns_of_nothing(name: str) -> None:
    """
    No cell fails, and none prints: whatever is shown stands at a cell's end.
    """
    assert {each["output_type"] for each in outputs_of(name)} == {"execute_result"}


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_values_at_the_end_of_a_cell_draw_themselves(name: str) -> None:
    """
    What is shown as text is a number, or numbers by name, and no value's code.
    """
    bare = [each["data"]["text/plain"] for each in outputs_of(name) if "text/html" not in each["data"]]

    assert [text for text in bare if not text.isdecimal() and "(" in text] == []
    assert sum(1 for _ in drawn(name)) >= 8


def test_one_thing_changed_changes_the_answer() -> None:
    """
    Eight questions: the visits cover the analyser alone, the help desk only while the office is open.
    """
    found = table_of("modelling-entitlements", "One thing changed")

    assert {what: row[0] for what, row in found.items()} == {
        "as it is": "Visits for analysers (e2)",
        "on Sunday": "Visits for analysers (e2)",
        "Ghent's fridge": "Help desk (e1)",
        "Ghent's fridge, on Sunday": "nothing",
        "help desk for the group alone": "Visits for analysers (e2)",
        "the same for Ghent's fridge": "nothing",
        "two bills are open": "nothing",
        "a year later": "nothing",
    }


def test_the_year_has_a_hole_in_may_and_one_in_january() -> None:
    """
    Days by the calendar: 31 in May, 31 in January, and 365 less May between.
    """
    found = table_of("modelling-entitlements", "Covered by what")

    assert found["2026-05-01"] == ("2026-05-31", "31", "nothing")
    assert found["2027-01-01"] == ("2027-01-31", "31", "nothing")
    assert int(found["2026-01-01"][1]) + int(found["2026-06-01"][1]) == 365 - 31


def test_a_harder_policy_is_kept_less_often() -> None:
    """
    All 429 incidents are resolved; who is late today is late under less time, and nobody wins.

    The two changes cost something each, and together as much as both tables say.
    """
    found = table_of("comparing-policies", "In time")
    costs = table_of("comparing-policies", "What costs what")

    assert [found[each][0] for each in ("1", "2", "3", "4", "all")] == ["6", "8", "398", "17", "429"]
    assert {row[4] for row in found.values()} == {"0"}
    assert sum(int(found[each][3]) for each in "1234") == int(found["all"][3])
    assert costs["both"][2] == found["all"][3]
    assert costs["today"][2] == "0"
    assert 0 < int(costs["waits for vendors count"][2]) < int(costs["shorter goals"][2])


def test_what_is_said_of_three_days_is_so() -> None:
    """
    Apart customers wait for more than an hour, and seniors have nothing; all for all it is the reverse.

    Where all help after a while, not a tenth of the long waits is left, and teams do their own work.
    """
    found = table_of("trying-routing", "Three days")
    who = table_of("trying-routing", "Who did how much")
    columns = ("spread", "deviation", "longest", "median", "over", "own")
    agreed, helping, everybody = (
        dict(zip(columns, found[each], strict=True)) for each in ("agreed", "helping", "everybody")
    )

    assert [sum(int(row[day]) for row in who.values()) for day in (1, 2, 3)] == [126, 126, 126]
    assert agreed["longest"].startswith("1h")
    assert who["eva"][1] == who["filipe"][1] == "0"
    assert "h" not in everybody["longest"]
    assert everybody["own"] == "26%"
    assert int(helping["over"]) * 10 < int(agreed["over"])
    assert helping["own"] == "85%"
