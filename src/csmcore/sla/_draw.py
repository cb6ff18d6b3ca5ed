"""
A clock drawn with what its own picture cannot know: when it warned.
"""

import datetime as dt
from collections.abc import Iterable

from csmcore.kernel import Markup
from csmcore.sla._clock import SlaClock
from csmcore.sla._figure import figure_of


def draw(clock: SlaClock, *, warnings: Iterable[dt.datetime] = ()) -> Markup:
    """
    A clock as a figure: its first line over a row for each cycle, open hours and an axis.

    Everything lies where its instant is on the axis, which shows the local time of the
    calendar that counts now. A bar is pale where its calendar was closed, so that no time
    counted; on an axis longer than sixty days it is not, and whole days are shown as open.
    Nothing depends on colours alone, nor on the page's background.

    Args:
        clock: The clock. Of its cycles the last twelve are drawn.

        warnings: When its thresholds were crossed, or will be; each is a mark.

    Returns:
        A figure, without scripts and styles. A clock that has not started is a sentence.
    """
    return figure_of(clock, warnings)
