"""
A small lifecycle that the tests share.
"""

from typing import Final

from csmcore.lifecycles import AGENT, CUSTOMER, MANAGER, Category, Lifecycle, Move, State

CASE: Final = Lifecycle(
    "case",
    states=(
        State("new", category=Category.NEW, code="1"),
        State("open", category=Category.ACTIVE),
        State("waiting", category=Category.WAITING_ON_CUSTOMER),
        State("resolved", category=Category.RESOLVED),
        State("closed", category=Category.CLOSED, code="3"),
    ),
    moves=(
        Move(None, "create", "new"),
        Move("new", "accept", "open", by=AGENT, when="priority <= 2", effects="assign"),
        Move("new", "accept", "waiting", by=(AGENT, MANAGER)),
        Move(("open", "waiting"), "resolve", "resolved", by=AGENT, requires=("code", "notes")),
        Move("waiting", "reply", "open", by=CUSTOMER, when="tags contains vip"),
        Move("resolved", "accept", "closed", by=CUSTOMER),
        Move("*", "cancel", "closed", by=MANAGER, when="group is set", requires="notes"),
    ),
    final="closed",
)
