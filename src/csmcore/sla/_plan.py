"""
A target made ready for asking.
"""

from typing import Final

from csmcore.conditions import ANYTHING, NOTHING, AllOf, AnyOf, Changed, Condition, Not, Signalled
from csmcore.kernel import Moment
from csmcore.sla._goals import Deadline
from csmcore.sla._policy import CalendarChange, Order, SlaTarget


def is_about_an_instant(condition: Condition) -> bool:
    """
    Whether a condition speaks of what happens at an instant, and not only of what holds.
    """
    if isinstance(condition, Changed | Signalled):
        return True
    if isinstance(condition, AllOf | AnyOf | Not):
        return any(is_about_an_instant(part) for part in condition.parts)
    return False


def may_start(target: SlaTarget) -> Condition:
    """
    When a target's clock may start: its start condition, less what its order puts first.
    """
    blocks = (target.cancel,) if target.order is Order.JIRA else (target.stop, target.cancel)
    denied = [Not(each) for each in blocks if each != NOTHING]
    return AllOf([target.start, *denied]) if denied else target.start


class Plan:
    """
    A target's conditions compiled, and what else is asked at each moment.
    """

    __slots__ = (
        "cancel",
        "facts",
        "follows",
        "goals",
        "is_deadline",
        "needs_goal",
        "pauses",
        "reset",
        "resume",
        "start",
        "starts",
        "starts_at_an_instant",
        "stop",
        "stop_then_start",
        "target",
    )

    def __init__(self, target: SlaTarget) -> None:
        allowed = [goal.allowed for goal in target.goals]
        self.target: Final = target
        self.stop_then_start: Final = target.order is Order.JIRA
        self.starts: Final = may_start(target)._test
        self.start: Final = target.start._test
        self.starts_at_an_instant: Final = is_about_an_instant(target.start)
        self.stop: Final = target.stop._test
        self.reset: Final = None if target.reset == NOTHING else target.reset._test
        self.cancel: Final = None if target.cancel == NOTHING else target.cancel._test
        self.pauses: Final = tuple(pause.when._test for pause in target.pauses)
        self.resume: Final = None if target.resume is None else target.resume._test
        self.goals: Final = tuple(goal.when._test for goal in target.goals)
        self.is_deadline: Final = tuple(isinstance(each, Deadline) for each in allowed)
        always = all(goal.when == ANYTHING for goal in target.goals)
        self.needs_goal: Final = any(self.is_deadline) or not always
        self.facts: Final = target.facts
        self.follows: Final = target.calendar_changes is CalendarChange.FOLLOW

    def goal_at(self, moment: Moment) -> int:
        """
        The first goal that fits; -1 when none does.
        """
        before, after, signals = moment.before, moment.after, moment.signals
        for index, test in enumerate(self.goals):
            if test(before, after, signals):
                return index
        return -1

    def pause_at(self, moment: Moment, paused: int) -> int:
        """
        The first pause that holds, or goes on for want of what would end it; -1 for none.

        Args:
            moment: The moment.

            paused: The pause until then; -1 for none.
        """
        before, after, signals = moment.before, moment.after, moment.signals
        for index, test in enumerate(self.pauses):
            if test(before, after, signals):
                return index
        if paused < 0 or self.resume is None or self.resume(before, after, signals):
            return -1
        return paused


def plan_of(target: SlaTarget) -> Plan:
    """
    A target's plan, made once, and kept with the target.
    """
    plan = target._ready.get("plan")
    if not isinstance(plan, Plan):
        plan = target._ready["plan"] = Plan(target)
    return plan
