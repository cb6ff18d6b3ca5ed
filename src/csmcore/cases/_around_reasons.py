"""
Why something around a case cannot be: its tasks, lines, parties and links, and other cases.
"""

from typing import Final

from csmcore.kernel import ReasonKind

UNKNOWN_TASK: Final = ReasonKind("case.unknown_task", "task_id: no task is {id}; {known}")
UNKNOWN_LINE: Final = ReasonKind("case.unknown_line", "{path}: no line is {id}; {known}")
TWIN: Final = ReasonKind("case.twin", "{path}: the case has the {what} {id} already")
NONE_THERE: Final = ReasonKind("case.none_there", "the case has no {what}")
TASK_CLOSED: Final = ReasonKind("case.task_closed", "task_id: task {id} was closed at {at}")
LINE_FINAL: Final = ReasonKind("case.line_final", "line_id: line {id} is {state}, which is final")
NOT_ITS_FIELD: Final = ReasonKind("case.not_its_field", "{path}: no {what} has it; {known}")
NO_VALUE: Final = ReasonKind("case.no_value", "{path}: {problem}")
NOT_CONCERNED: Final = ReasonKind(
    "case.not_concerned", "parties: {party} has nothing to do with the case; add them to it first"
)
NO_SUCH_PARTY: Final = ReasonKind("case.no_such_party", "{party} is no {role} of the case")
ON_OPEN_TASK: Final = ReasonKind("case.on_open_task", "{party} is on task {id}, which is open")
NO_LINES: Final = ReasonKind("case.no_lines", "cases of the type {type} have no lines")
OTHER_LINES: Final = ReasonKind(
    "case.other_lines", "lines of cases of the type {type} have another lifecycle, {lifecycle}"
)
ITSELF: Final = ReasonKind("case.itself", "{path}: {id} is the case itself")
NO_SUCH_LINK: Final = ReasonKind("case.no_such_link", "the case is not {kind} {id}")
NOT_BY_HAND: Final = ReasonKind(
    "case.link_not_by_hand", "kind: {kind} comes of a split, and is neither set nor taken back by hand"
)
TASK_OPEN: Final = ReasonKind(
    "case.task_open", "task {id}, {subject}, is open, and is required before the case is closed"
)
LINE_OPEN: Final = ReasonKind("case.line_open", "line {id}, {subject}, is {state}, which is not final")
OVER: Final = ReasonKind("case.over", "{case} is {state}")
MERGED: Final = ReasonKind("case.merged", "{case} was merged into {into}; {into} goes on with it")
NOT_OVER: Final = ReasonKind(
    "case.not_over", "{case} is {state}; what is not over goes on, and is not followed up"
)
MAJOR: Final = ReasonKind(
    "case.major", "{case} is a major case, and others follow it; close it once they are done"
)
NOT_OF_THIS: Final = ReasonKind(
    "case.not_opened_by_this", "{path}: {case} was not opened by this {action}, under its key"
)
OTHER_CUSTOMER: Final = ReasonKind(
    "case.other_customer",
    "{case} is for {other}, and {into} for {customer}; what one wrote would be seen by the other",
)
NEVER_CLOSED: Final = ReasonKind(
    "case.never_closed", "{lifecycle} has no state that is closed or cancelled"
)
NOTHING_TO_SPLIT: Final = ReasonKind(
    "case.nothing_to_split", "neither a line nor anything that was written is named"
)
NOT_WRITTEN: Final = ReasonKind(
    "case.not_written", "written: event {sequence} is nothing that was written on the case"
)
