"""
The words of conditions: names and values as they are written, and read.
"""

import datetime as dt
import re
from decimal import Decimal
from typing import Final

from csmcore.errors import DefinitionError
from csmcore.kernel import (
    Fact,
    Scalar,
    duration_text,
    instant_text,
    read_date,
    read_duration,
    read_instant,
)

RESERVED: Final = frozenset(
    {"all", "always", "and", "any", "changed", "contains", "false", "from", "in", "is", "never"}
    | {"not", "or", "set", "signal", "to", "true"}
)
"""
The words that mean something in a condition; as a name or a value they stand in quotes.
"""

BLANKS: Final = " \t\n\r\f\v"
"""
What may stand between the words of a condition.
"""

MOST_DIGITS: Final = 100
"""
How many digits a number in a condition may have.
"""

TOKEN: Final = re.compile(
    r"""[ \t\n\r\f\v]*(?:
      (?P<quoted>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')
    | (?P<instant>\d{4}-\d\d-\d\d[Tt][\d:.]+(?:[Zz]|[+-]\d\d:\d\d))(?![\w.-])
    | (?P<date>\d{4}-\d\d-\d\d)(?![\w.-])
    | (?P<number>[+-]?\d+(?:\.\d+)?)(?![\w.])
    | (?P<duration>-?P(?=[\dT])(?:\d+[WD])*(?:T(?:\d+(?:\.\d+)?[HMS])+)?)(?<=[WDHMS])(?![\w.-])
    | (?P<sign><=|>=|!=|=|<|>|\(|\)|,)
    | (?P<word>[^\W\d][\w.-]*)
    )""",
    re.VERBOSE | re.ASCII,
)
"""
What a condition's text is made of.
"""


def value_of(kind: str, text: str) -> Scalar:
    """
    The value that a token says; ``None`` when it says none.
    """
    match kind:
        case "quoted":
            return unquoted(text)
        case "instant":
            return read_instant(text)
        case "date":
            return read_date(text)
        case "duration":
            return read_duration(text)
        case "number" if len(text) > MOST_DIGITS:
            message = f"a number in a condition has at most {MOST_DIGITS} digits"
            raise DefinitionError(message)
        case "number":
            return Decimal(text) if "." in text else int(text)
        case "word" if text.lower() in ("true", "false"):
            return text.lower() == "true"
        case "word" if text.lower() not in RESERVED:
            return text
    return None


def unquoted(text: str) -> str:
    """
    What stands in quotes.
    """
    return re.sub(r"\\(.)", r"\1", text[1:-1], flags=re.DOTALL)


def name_text(name: str) -> str:
    """
    A name as a condition writes it.
    """
    return name if _is_word(name) else _quoted(name)


def value_text(value: Scalar) -> str:
    """
    A value as a condition writes it.
    """
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return value if _is_word(value) else _quoted(value)
        case dt.datetime():
            return instant_text(value)
        case dt.date():
            return value.isoformat()
        case dt.timedelta():
            return duration_text(value)
        case Decimal():
            return f"{value:f}" if "." in f"{value:f}" else f"{value:f}.0"
    return str(value)


def fact_text(value: Fact) -> str:
    """
    What a fact holds, for a reader: a set in braces, and ``not set`` where nothing is.
    """
    if value is None:
        return "not set"
    if isinstance(value, frozenset):
        return f"{{{', '.join(sorted(map(value_text, value)))}}}"
    return value_text(value)


def _is_word(value: str) -> bool:
    found = TOKEN.match(value)
    whole = found is not None and found.lastgroup == "word" and found["word"] == value
    return whole and value.lower() not in RESERVED


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
