"""
Where a finding about a policy stands, and that its sentence does not say so again.
"""

import attrs

from csmcore.conditions import parse
from csmcore.desk import DeskFinding, DeskSetup
from csmcore.serde import from_document, to_document
from csmcore.sla import FIRST_REPLY, RESOLUTION, Goal, Pause, SlaPolicy, SlaTarget, Threshold
from tests.desk.office import HOUR, SETUP


def found(target: SlaTarget, when: str = "always") -> dict[str, str]:
    """
    What is said of a policy's second target, by its path.
    """
    policy = SlaPolicy("gold", [FIRST_REPLY.within(HOUR), target], when=when)
    setup: DeskSetup = attrs.evolve(SETUP, policies=[policy])
    return {each.path: str(each.reason) for each in setup.check()}


def test_a_part_that_the_path_names_is_not_said_again() -> None:
    """
    The condition of a policy, and the conditions of its targets.
    """
    target = attrs.evolve(RESOLUTION.within(HOUR), start=parse("stat = open"))

    told = found(target, when="chanel = phone")
    assert told["policies[0].when"] == "no fact is named 'chanel'; 'channel' is near"
    assert told["policies[0].targets[1].start"].startswith("no fact is named 'stat'; ")


def test_a_finding_about_one_of_several_leads_to_it() -> None:
    """
    A pause, a goal, a threshold: by its place, and by its name, which the path does not have.
    """
    target = attrs.evolve(
        RESOLUTION.within([Goal(HOUR, "priority = 1"), Goal(HOUR, "priorty = 2"), Goal(2 * HOUR)]),
        pauses=[Pause("customer", "state = awaiting_info"), Pause("parts", "stat = open")],
        thresholds=[Threshold.at(75), Threshold.at("0.75")],
    )

    told = found(target)
    pause, goal, share = (
        told[f"policies[0].targets[1].{each}"]
        for each in ("pauses[1].when", "goals[1]", "thresholds[1]")
    )
    assert pause.startswith("pause parts: no fact is named 'stat'")
    assert goal.startswith("goal 1h when priorty = 2: no fact is named 'priorty'")
    assert share.startswith("threshold 0.75 % is less than a hundredth of the time")


def test_a_finding_about_the_calendar_of_a_goal_leads_to_it() -> None:
    """
    To the goal that names it.
    """
    target = RESOLUTION.within([Goal(HOUR, "priority = 1"), Goal(HOUR, calendar="offise")])

    assert "policies[0].targets[1].goals[1].calendar" in found(target)


def test_a_finding_that_lost_its_part_is_still_a_document() -> None:
    """
    The part stays a fact of the reason, whoever puts it into words of their own.
    """
    policy = SlaPolicy("gold", [FIRST_REPLY.within(HOUR)], when="chanel = phone")
    findings = attrs.evolve(SETUP, policies=[policy]).check()
    (each,) = [each for each in findings if each.path == "policies[0].when"]

    assert each.reason.in_words({"sla.misfit": "<{part}>"}) == "<when>"
    assert from_document(DeskFinding, to_document(each)) == each
