"""
What can happen to a case that is a major one, or stands below one.
"""

from typing import TypeAlias

from csmcore.cases._follow_parent import CaseSynchronised, ParentFollowed
from csmcore.cases._majors import MajorAccepted, MajorJoined, MajorProposed, MajorRejected

MajorEvent: TypeAlias = (
    MajorProposed | MajorAccepted | MajorRejected | MajorJoined | ParentFollowed | CaseSynchronised
)
"""
What happens between a major case and those below it.
"""
