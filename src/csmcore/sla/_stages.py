"""
What a clock is doing, and what made it do so.
"""

import enum


class Stage(enum.StrEnum):
    """
    What a clock is doing; whether it was in time is told apart from it.
    """

    NOT_STARTED = "not_started"
    RUNNING = "running"
    PAUSED = "paused"
    FINISHED = "finished"
    CANCELLED = "cancelled"

    @property
    def is_open(self) -> bool:
        """
        Whether the clock still runs, or will when its pause ends.
        """
        return self is Stage.RUNNING or self is Stage.PAUSED


class Cause(enum.StrEnum):
    """
    What turned a clock.

    ``RETARGET``: another goal came to count. ``CALENDAR``: another calendar did.
    ``POLICY``: the record came under another policy, or under none.
    """

    START = "start"
    STOP = "stop"
    RESET = "reset"
    CANCEL = "cancel"
    PAUSE = "pause"
    RESUME = "resume"
    REOPEN = "reopen"
    RETARGET = "retarget"
    CALENDAR = "calendar"
    POLICY = "policy"
