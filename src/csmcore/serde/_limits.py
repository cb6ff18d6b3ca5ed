"""
How large a document may be before anybody reads it.
"""

from collections.abc import Iterable
from typing import Final

import attrs

from csmcore.errors import DocumentError


@attrs.frozen(kw_only=True)
class Limits:
    """
    Bounds on a document from outside, checked before anything of it is understood.

    Attributes:
        depth: How deep lists and objects may lie within each other.

        items: How many values it may hold in all, those inside others included.

        text: How many characters one string may have.
    """

    depth: int = 40
    items: int = 1_000_000
    text: int = 100_000

    def check(self, document: object, what: str) -> None:
        """
        Refuses a document that is too deep, too large, or holds too long a string.

        Raises:
            DocumentError: It is; the first place is named.
        """
        left = self.items
        level: list[tuple[str, object]] = [("$", document)]
        for _ in range(self.depth + 1):
            below: list[tuple[str, object]] = []
            for path, value in level:
                left -= 1
                if left < 0:
                    raise DocumentError(what, (("$", f"holds more than {self.items:,} values"),))
                if isinstance(value, str) and len(value) > self.text:
                    raise DocumentError(what, ((path, f"is longer than {self.text:,} characters"),))
                below.extend(_inside(path, value))
            level = below
            if not level:
                return
        raise DocumentError(what, ((level[0][0], f"lies deeper than {self.depth} levels"),))


def _inside(path: str, value: object) -> Iterable[tuple[str, object]]:
    if isinstance(value, dict):
        for key, each in value.items():
            yield f"{path}.{str(key)[:60]}", each
    elif isinstance(value, list | tuple):
        for index, each in enumerate(value):
            yield f"{path}[{index}]", each


DEFAULT: Final = Limits()
