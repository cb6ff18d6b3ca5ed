"""
The words of lifecycles: how moves and states are written, and read.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from csmcore.conditions import ANYTHING, Condition, parse
from csmcore.errors import TextError

RESERVED: Final = frozenset({"any", "by", "initial", "lifecycle", "requires", "state", "then", "when"})
"""
The words that mean something in a lifecycle's text; as a name they stand in quotes.
"""

LONGEST: Final = 200_000
"""
How many characters a lifecycle's text may have.
"""

_QUOTED: Final = r""""(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'"""
_WORD: Final = r"\w(?:[\w.]|-(?!>))*"
_TOKEN: Final = re.compile(
    rf"(?P<quoted>{_QUOTED})|(?P<unclosed>[\"'].*)|(?P<sign>->|[(),:])|(?P<word>{_WORD})|(?P<other>\S)",
    re.ASCII | re.DOTALL,
)
_PIECE: Final = re.compile(
    rf"(?P<comment>^[ \t]*\#[^\n]*)|{_QUOTED}|[\"'][^\n]*|(?P<line>\n)|.", re.MULTILINE | re.DOTALL
)
_AFTER_CONDITION: Final = frozenset({"requires", "then"})


class Token(NamedTuple):
    """
    A piece of a line, and where it stands.
    """

    kind: str
    text: str
    at: int
    end: int


def lines_of(text: str) -> Iterator[tuple[int, str]]:
    """
    The lines that say something, each with its number; a break within quotes ends none.

    Raises:
        TextError: It is no text, or too long.
    """
    if not isinstance(text, str):
        raise TextError(str(text), 1, "a lifecycle is a text of lines such as 'new -> accept -> open'")
    if len(text) > LONGEST:
        raise TextError(text[:200], 200, f"a lifecycle has at most {LONGEST:,} characters")
    number, start = 1, 0
    said: list[str] = []
    for piece in _PIECE.finditer(text):
        if piece["line"] is None:
            said.append("" if piece["comment"] is not None else piece[0])
            continue
        if (line := "".join(said)).strip():
            yield number, line.rstrip()
        number += text.count("\n", start, piece.end())
        start, said = piece.end(), []
    if (line := "".join(said)).strip():
        yield number, line.rstrip()


class Reader:
    """
    Reads one line from its tokens.

    Args:
        text: The line.

        number: Its number, for errors; 0 when there is only one.
    """

    def __init__(self, text: str, number: int = 0) -> None:
        self.text: Final = text
        self._number: Final = number
        self._tokens: Final = [
            Token(each.lastgroup or "", each[0], each.start(), each.end())
            for each in _TOKEN.finditer(text)
        ]
        self._tokens.append(Token("end", "", len(text), len(text)))
        self._place = 0

    @property
    def next(self) -> Token:
        """
        The token that comes next; the last is the end.
        """
        return self._tokens[self._place]

    def error(self, problem: str, at: int | None = None) -> TextError:
        """
        What is wrong, at the next token or at another place.
        """
        column = (self.next.at if at is None else at) + 1
        told = f"in line {self._number}, {problem}" if self._number else problem
        return TextError(self.text, column, told)

    def takes(self, said: str) -> bool:
        """
        Whether the next token is that word or sign; it is then taken.
        """
        same = self.next.kind in {"word", "sign"} and self.next.text.lower() == said
        self._place += same
        return same

    def needs(self, said: str, meant: str) -> None:
        """
        Takes a word or sign that must come next.
        """
        if not self.takes(said):
            raise self.error(f"{said!r} is expected, {meant}")

    def ends(self, meant: str) -> None:
        """
        Refuses whatever still stands in the line.
        """
        if self.next.kind != "end":
            raise self.error(f"{meant} is expected")

    def name(self, meant: str) -> str:
        """
        A name: a word that means nothing else, or anything in quotes.
        """
        token = self.next
        if token.kind == "unclosed":
            raise self.error("the quote that begins here is not closed")
        if token.kind == "quoted":
            name = re.sub(r"\\(.)", r"\1", token.text[1:-1], flags=re.DOTALL)
            if not name.strip():
                raise self.error(f"{meant} is expected, and this is blank")
            self._place += 1
            return name
        if token.kind != "word":
            raise self.error(f"{meant} is expected")
        if token.text.lower() in RESERVED:
            raise self.error(f"{meant} is expected; {token.text!r} means something here, so quote it")
        self._place += 1
        return token.text

    def names(self, meant: str) -> tuple[str, ...]:
        """
        Names with commas between them.
        """
        found = [self.name(meant)]
        while self.takes(","):
            found.append(self.name(meant))
        return tuple(found)

    def only(self, before: str | None, meant: str) -> str:
        """
        A name with nothing after it, which no line before has said.
        """
        if before is not None:
            raise self.error(f"it is said twice; {name_text(before)} was the first", 0)
        name = self.name(meant)
        self.ends("the end")
        return name

    def condition(self) -> Condition:
        """
        The condition up to ``requires``, ``then`` or the end; those inside parentheses belong to it.
        """
        start, end, depth = self.next.at, self.next.at, 0
        while self.next.kind != "end":
            kind, text, _, after = self.next
            if depth == 0 and kind == "word" and text.lower() in _AFTER_CONDITION:
                break
            depth += {"(": 1, ")": -1}.get(text, 0)
            end = after
            self._place += 1
        try:
            return parse(self.text[start:end])
        except TextError as error:
            raise self.error(error.problem, start + error.column - 1) from None


def name_text(name: str) -> str:
    """
    A name as a lifecycle's text has it.
    """
    if re.fullmatch(_WORD, name, re.ASCII) and name.lower() not in RESERVED:
        return name
    return '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'


def names_text(names: Iterable[str]) -> str:
    """
    Names with commas between them.
    """
    return ", ".join(map(name_text, names))


def condition_text(condition: Condition) -> str:
    """
    A condition as it stands after ``when``: in parentheses where a word would seem to end it.
    """
    told = str(condition)
    words = {each["word"].lower() for each in _TOKEN.finditer(told) if each["word"]}
    return f"({told})" if words & _AFTER_CONDITION else told


def clause(word: str, said: str) -> str:
    """
    A part of a line, or nothing where there is nothing to say.
    """
    return f" {word} {said}" if said else ""


def guard_clause(condition: Condition) -> str:
    """
    The part of a line that says when; nothing for what always holds.
    """
    return "" if condition == ANYTHING else clause("when", condition_text(condition))
