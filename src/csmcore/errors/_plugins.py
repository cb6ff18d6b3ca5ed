"""
Plugins, and a routing that does not fit them.
"""

from csmcore.errors._root import DefinitionError, loggable


class PluginError(DefinitionError):
    """
    A plugin was refused when it was registered.

    Attributes:
        plugin: Its name, with the package and version that it was installed with.

        problems: What is wrong, a sentence each.
    """

    def __init__(self, plugin: str, problems: tuple[str, ...]) -> None:
        super().__init__(plugin, problems)
        self.plugin, self.problems = plugin, problems

    def __str__(self) -> str:
        return loggable(f"plugin {self.plugin} is refused: {'; '.join(self.problems)}")


class RoutingError(DefinitionError):
    """
    A routing's queues use what is not there, or use it wrongly.

    Attributes:
        problems: What is wrong, a sentence each, with the queue's id.
    """

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__(problems)
        self.problems = problems

    def __str__(self) -> str:
        return loggable(f"the routing cannot be used: {'; '.join(self.problems)}")


class ExtensionFailedError(DefinitionError):
    """
    A filter, scorer, strategy or other extension failed, and failing is strict.

    Attributes:
        extension: Its name.

        origin: The plugin that it comes from, with its package and version.

        problem: What went wrong, and what would be right.
    """

    def __init__(self, extension: str, origin: str, problem: str) -> None:
        super().__init__(extension, origin, problem)
        self.extension, self.origin, self.problem = extension, origin, problem

    def __str__(self) -> str:
        return loggable(f"extension {self.extension!r} of {self.origin} failed: {self.problem}")
