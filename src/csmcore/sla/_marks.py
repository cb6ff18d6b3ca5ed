"""
What a clock's picture is drawn with: lines, texts, and labels that keep out of each other's way.
"""

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from csmcore.kernel import Markup, element
from csmcore.sla._axis import LEFT, WIDE

RIGHT: Final = LEFT + WIDE
WIDTH: Final = RIGHT + 28
LINE: Final = 14
"""
Where the axis and the picture end, and how far lines of text are apart, in pixels.
"""

INK: Final = "currentColor"
RAN: Final = "#2a9278"
WAITED: Final = "#c97a12"
LATE: Final = "#d9483b"
"""
Colours that can be told from a white and from a black page.
"""

_APART: Final = 6


class Label(NamedTuple):
    """
    A text, and where that lies which it is about.
    """

    x: float
    text: str


class Placed(NamedTuple):
    """
    A label that has found its place: where it begins, ends, and on which line.
    """

    x: float
    left: float
    right: float
    line: int
    text: str

    def hides(self, other: "Placed") -> bool:
        """
        Whether one of the two stands on the other, or on what leads there.
        """
        if self.line == other.line:
            return self.left < other.right + _APART and other.left < self.right + _APART
        near, far = (self, other) if self.line < other.line else (other, self)
        return near.left - 2 < far.x < near.right + 2


def placed(labels: Iterable[Label], lines: int, *, beside: float = 0) -> list[Placed]:
    """
    Labels on so many lines, the first of which is the nearest; those without room are left out.

    Where there is a choice they stand beside a line that runs through the whole picture.
    """
    found: list[Placed] = []
    for label in labels:
        free = [each for each in _places(label, lines) if not any(map(each.hides, found))]
        free.sort(key=lambda each: each.left - 2 < beside < each.right + 2)
        found += free[:1]
    return found


def _places(label: Label, lines: int) -> Iterator[Placed]:
    x, text = label
    wide = long(text)
    for line in range(lines):
        for left in (x - wide / 2, x - 3, x + 3 - wide, x + 4, x - 4 - wide):
            if left >= LEFT - 4 and left + wide <= WIDTH:
                yield Placed(x, round(left, 1), left + wide, line, text)


def long(text: str) -> float:
    """
    About how many pixels a text takes; letters beyond Latin's may be twice as wide.
    """
    return sum(6.1 if letter < "\u0500" else 11.5 for letter in text)


def cut(text: str, most: int) -> str:
    """
    A text of at most so many characters, on one line.
    """
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1]}\N{HORIZONTAL ELLIPSIS}"


def line(x1: float, y1: float, x2: float, y2: float, **attributes: object) -> Markup:
    """
    A straight line.
    """
    shown = {"stroke": INK, **attributes}
    return element("line", x1=x1, y1=y1, x2=x2, y2=y2, **shown)


def text(x: float, y: float, said: object, **attributes: object) -> Markup:
    """
    A text that begins at a place, unless another anchor is given.
    """
    return element("text", said, x=x, y=y, **attributes)


def strokes(stretches: Iterable[tuple[float, float]], y: float) -> str:
    """
    Level strokes as the data of one path.
    """
    return "".join(f"M{left:g} {y:g}H{right:g}" for left, right in stretches)
