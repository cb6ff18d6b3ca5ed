"""
That an extension failed, and what was done without it.
"""

import attrs

from csmcore.kernel import WorkId, not_blank
from csmcore.routing._extensions import Origin


@attrs.frozen(kw_only=True)
class ExtensionFault:
    """
    That an extension failed, and what was done without it.

    Attributes:
        extension: The name of the filter, scorer, strategy or other.

        origin: Where it comes from.

        problem: What went wrong, in a line: the error with its type, or what was wrong with
            what it returned.

        work_id: With which piece of work, the first of those alike.
    """

    extension: str = attrs.field(validator=not_blank, kw_only=False)
    origin: Origin
    problem: str = attrs.field(validator=not_blank)
    work_id: WorkId | None = None

    def __str__(self) -> str:
        work = "" if self.work_id is None else f" with {self.work_id}"
        return f"{self.extension} of {self.origin}{work}: {self.problem}"
