"""
Blocks of Python in the docs: each runs, and prints what the page shows below it.
"""

import contextlib
import difflib
import io
import re
from typing import Final

from sybil import Example
from sybil.evaluators.python import PythonEvaluator

SHOWN: Final = re.compile(
    r"""
    \s*                                   # nothing between the two blocks,
    (?:(?!```)(?:[^\n]+\n)*?              # or one paragraph
       [^\n]*\bprints\b[^\n]*\n           # that says so
       (?:[^\n]+\n)*\s*)?
    ^(?P<margin>[ ]*)```text\n(?P<text>.*?)^(?P=margin)```
    """,
    re.MULTILINE | re.DOTALL | re.VERBOSE,
)


def shown_below(page: str, end: int) -> str | None:
    """
    What a page shows as printed by the block that ends there; ``None`` where it shows nothing.
    """
    found = SHOWN.match(page, end)
    if found is None:
        return None
    margin = len(found["margin"])
    return "\n".join(line[margin:] for line in found["text"].splitlines())


def difference(shown: str, printed: str) -> str | None:
    """
    How the output differs from what is shown, line by line; spaces at ends of lines do not count.
    """
    expected, found = (
        [line.rstrip() for line in text.strip("\n").splitlines()] for text in (shown, printed)
    )
    told = difflib.unified_diff(expected, found, "the page shows", "the block prints", lineterm="")
    return "\n".join(told) or None


class PrintsWhatIsShown(PythonEvaluator):
    """
    Runs a block, and tells how its output differs from a ``text`` block right below it.
    """

    def __call__(self, example: Example) -> str | None:  # type: ignore[override]
        """
        Nothing where it runs, and prints what is shown.
        """
        __tracebackhide__ = True
        shown = shown_below(example.document.text, example.end)
        if shown is None:
            super().__call__(example)
            return None
        with contextlib.redirect_stdout(io.StringIO()) as printed:
            super().__call__(example)
        return difference(shown, printed.getvalue())
