"""
Documents that do not fit.
"""

from csmcore.errors._root import DataError, loggable


class DocumentError(DataError):
    """
    A document does not fit; all its problems are told at once.

    Attributes:
        what: What the document should have become.

        problems: Pairs of path and message, in the document's order; a path reads
            like ``$.holidays[2].on``.
    """

    def __init__(self, what: str, problems: tuple[tuple[str, str], ...]) -> None:
        super().__init__(what, problems)
        self.what, self.problems = what, problems

    def __str__(self) -> str:
        lines = [f"{path}: {message}" for path, message in self.problems]
        many = "1 problem" if len(lines) == 1 else f"{len(lines)} problems"
        return loggable("\n  ".join([f"the document is no {self.what}, {many}:", *lines]))
