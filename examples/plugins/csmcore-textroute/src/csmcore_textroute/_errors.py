"""
What can be wrong with a model's file, or with the messages that one is trained on.
"""

from csmcore.errors import DataError


class ModelError(DataError):
    """
    A text is no model, or one that was cut short or altered.

    Attributes:
        where: The place in the document, such as ``words[12]``; empty for the whole.

        problem: What is wrong there, and what would be right.
    """

    def __init__(self, where: str, problem: str) -> None:
        super().__init__(where, problem)
        self.where, self.problem = where, problem

    def __str__(self) -> str:
        return f"{self.where}: {self.problem}" if self.where else self.problem


class ExampleError(DataError):
    """
    A table of example messages cannot be learned from.

    Attributes:
        line: The line of the table, the header being 1; 0 for the whole.

        problem: What is wrong there, and what would be right.
    """

    def __init__(self, line: int, problem: str) -> None:
        super().__init__(line, problem)
        self.line, self.problem = line, problem

    def __str__(self) -> str:
        return f"line {self.line}: {self.problem}" if self.line else self.problem
