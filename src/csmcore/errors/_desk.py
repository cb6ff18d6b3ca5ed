"""
Desks that cannot do what they say.
"""

from csmcore.errors._root import DefinitionError, loggable


class DeskError(DefinitionError):
    """
    The setup of a desk cannot do what it says.

    Attributes:
        desk: The desk's name.

        problems: Everything that has to be mended, each with its path and a sentence.
    """

    def __init__(self, desk: str, problems: tuple[tuple[str, str], ...]) -> None:
        super().__init__(desk, problems)
        self.desk, self.problems = desk, problems

    def __str__(self) -> str:
        told = "; ".join(f"{path}: {problem}" for path, problem in self.problems)
        return loggable(f"desk {self.desk!r} cannot do what it says: {told}")
