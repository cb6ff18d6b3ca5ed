"""
Moves that a case makes by itself once it has been in a state for so long, as data.
"""

import datetime as dt
from collections.abc import Iterable
from typing import Final

import attrs

from csmcore.cases._pairs import Pairs, to_pairs
from csmcore.conditions import NOTHING, Condition, to_condition
from csmcore.errors import DefinitionError, DuplicateError
from csmcore.kernel import listed, not_blank, shown
from csmcore.sla import Allowance, BusinessDays, Deadline, WorkingTime


def _allowance(value: Allowance | dt.timedelta) -> Allowance:
    if isinstance(value, dt.timedelta):
        return WorkingTime(value)
    if isinstance(value, WorkingTime | BusinessDays | Deadline):
        return value
    message = f"{shown(value)} says no length; give a timedelta, BusinessDays or Deadline"
    raise DefinitionError(message)


@attrs.frozen
class Reminder:
    """
    What is written on a case some time before it moves by itself.

    Attributes:
        after: How long after the case came to the state. A bare duration is working time.

        text: What is written.

        is_for_staff: Whether it is a work note, and the customer does not see it.
    """

    after: Allowance = attrs.field(converter=_allowance)
    text: str = attrs.field(validator=not_blank)
    is_for_staff: bool = attrs.field(default=False, kw_only=True)


def _reminders(reminders: Reminder | Iterable[Reminder]) -> tuple[Reminder, ...]:
    several = (reminders,) if isinstance(reminders, Reminder) else reminders
    made = listed(Reminder, several, say="Reminder(after, text)")
    for place, each in enumerate(made):
        if each.after in [other.after for other in made[:place]]:
            raise DuplicateError("reminder", str(each.after))
    return made


@attrs.frozen
class AutoMove:
    """
    A move that a case makes by itself once it has been in a state for so long.

    Attributes:
        name: Its name; the keys of what it asks begin with it.

        state: The state in which a case waits.

        action: The action of the lifecycle that is asked then.

        after: How long after the case came to the state, in a calendar's time. A bare
            duration is working time; a :class:`~csmcore.sla.Deadline` is an instant or a date
            that a fact of the case names.

        given: What is given with the action, such as ``notes``. A mapping is accepted.

        reminders: What is written before. One that is not before the move is never written.

        unless: What holds it back, and its reminders, for as long as it holds; time goes on
            meanwhile. A text is accepted.

    Raises:
        DuplicateError: Two reminders come at one time.
    """

    name: str = attrs.field(validator=not_blank)
    state: str = attrs.field(validator=not_blank, kw_only=True)
    action: str = attrs.field(validator=not_blank, kw_only=True)
    after: Allowance = attrs.field(converter=_allowance, kw_only=True)
    given: Pairs = attrs.field(default=(), converter=to_pairs, kw_only=True)
    reminders: tuple[Reminder, ...] = attrs.field(default=(), converter=_reminders, kw_only=True)
    unless: Condition = attrs.field(default=NOTHING, converter=to_condition, kw_only=True)


AUTO_CLOSE: Final = AutoMove(
    "auto_close",
    state="resolved",
    action="auto_close",
    after=BusinessDays(10),
    reminders=Reminder(
        BusinessDays(5), "We think that this is solved, and will close it soon. Tell us if it is not."
    ),
    unless=(
        "needs_attention = true or active_escalation = true or active_account_escalation = true "
        "or escalation_requested = true"
    ),
)
"""
A resolved case is closed after ten business days, and its customer reminded after five.

Held back while somebody has to look at it, or it or its account is escalated or about to be.

Source: ServiceNow, "Auto close a customer service case"; that it waits for an escalation which
was only requested is decided here.
"""
