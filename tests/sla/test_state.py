"""
A clock that is taken along: what it refuses, and what it keeps.
"""

import datetime as dt
from typing import Final

import attrs
import pytest

from csmcore.calendars import ALWAYS
from csmcore.errors import DefinitionError, LateChangeError, OrderError
from csmcore.kernel import Change
from csmcore.sla import SlaTarget, Stage, advance

HOUR: Final = dt.timedelta(hours=1)
NINE: Final = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)
SOLVE: Final = SlaTarget("solve", 8 * HOUR, start="state = new", stop="state = solved")
OPENED: Final = Change(NINE, {"state": "new", "subject": "it smokes"})


def test_a_late_change_is_refused_with_the_advice_to_fold_again() -> None:
    """
    A change at the frontier is late as well: all changes of one instant belong together.
    """
    state = advance(None, [OPENED], target=SOLVE, calendar=ALWAYS)

    for at in (NINE, NINE - HOUR):
        with pytest.raises(LateChangeError, match="fold the whole timeline again") as caught:
            advance(state, [Change(at, {"x": 1})], target=SOLVE, calendar=ALWAYS)
        assert (caught.value.at, caught.value.frontier) == (at, NINE)


def test_changes_out_of_order_are_refused() -> None:
    """
    As a timeline refuses them.
    """
    late, early = Change(NINE + HOUR, {"x": 1}), Change(NINE, {"x": 2})

    with pytest.raises(OrderError):
        advance(None, [late, early], target=SOLVE, calendar=ALWAYS)


def test_a_state_keeps_only_what_its_target_speaks_of() -> None:
    """
    The subject is none of its business.
    """
    state = advance(None, [OPENED], target=SOLVE, calendar=ALWAYS)

    assert state.facts == (("state", "new"),)
    assert state.stage is Stage.RUNNING


def test_a_state_does_not_speak_of_the_past() -> None:
    """
    Before its frontier the fold has to be asked.
    """
    state = advance(None, [OPENED], target=SOLVE, calendar=ALWAYS)

    assert state.clock(SOLVE, calendar=ALWAYS, at=NINE + HOUR).elapsed == HOUR
    with pytest.raises(OrderError, match="clock state"):
        state.clock(SOLVE, calendar=ALWAYS, at=NINE - HOUR)


def test_a_state_of_another_target_is_refused() -> None:
    """
    The names must fit.
    """
    state = advance(None, [OPENED], target=SOLVE, calendar=ALWAYS)

    with pytest.raises(
        DefinitionError, match="the state is of clock 'solve', and the target is 'reply'"
    ):
        advance(state, [], target=attrs.evolve(SOLVE, name="reply"), calendar=ALWAYS)


def test_a_state_that_does_not_fit_its_target_is_refused() -> None:
    """
    The target has gained a pause and a goal: what was counted says nothing of them.
    """
    state = advance(None, [OPENED], target=SOLVE, calendar=ALWAYS)
    others = (
        attrs.evolve(SOLVE, pauses="state = waiting"),
        SOLVE.within({"priority = 1": HOUR, "always": 2 * HOUR}),
    )

    for other in others:
        with pytest.raises(DefinitionError, match="is of another target; fold the timeline again"):
            advance(state, [], target=other, calendar=ALWAYS)
