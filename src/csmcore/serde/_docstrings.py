"""
What a class's docstring tells of it and of its fields, as plain text.
"""

import inspect
import re
from typing import Final

_MARKUP: Final = re.compile(
    r":\w+:`~?(?:[\w.]*\.)?(?P<role>\w+)`|``(?P<code>[^`]+)``|\*(?P<name>\w+)\*"
)
_SECTION: Final = re.compile(r"^Attributes:\n(?P<body>(?:[ ]+.*\n|\n)+)", re.MULTILINE)
_ENTRY: Final = re.compile(
    r"^[ ]{4}(?P<name>\w+): (?P<text>.*(?:\n[ ]{8}.*)*(?:\n\n[ ]{8}.*(?:\n[ ]{8}.*)*)*)", re.MULTILINE
)


def summary_of(cls: type) -> str:
    """
    The first paragraph of a class's docstring; empty where docstrings were taken out.
    """
    return _plain(_docstring(cls).partition("\n\n")[0])


def fields_told(cls: type) -> dict[str, str]:
    """
    What a class's docstring says of each field.
    """
    section = _SECTION.search(f"{_docstring(cls)}\n")
    entries = _ENTRY.finditer(section["body"]) if section else ()
    return {entry["name"]: _plain(entry["text"]) for entry in entries}


def _docstring(cls: type) -> str:
    return inspect.cleandoc(cls.__doc__ or "")


def _plain(text: str) -> str:
    text = _MARKUP.sub(lambda found: found["role"] or found["code"] or found["name"], text)
    return " ".join(text.split())
