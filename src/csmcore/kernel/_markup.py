"""
Markup that is safe by construction: whatever is drawn, strangers' text stays text.
"""

import html
import re
from typing import Final

from csmcore.errors import DefinitionError

_NAME: Final = re.compile(r"[a-zA-Z][a-zA-Z0-9-]*\Z")
_FORBIDDEN: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


class Markup(str):
    """
    A piece of HTML or SVG in which everything has been escaped that must be.
    """

    __slots__ = ()


def escape(text: object) -> Markup:
    """
    Any value as text inside HTML or SVG; markup that is safe already stays as it is.

    Characters that no document may hold become U+FFFD.
    """
    if isinstance(text, Markup):
        return text
    return Markup(html.escape(_FORBIDDEN.sub("\ufffd", str(text)), quote=True))


def element(tag: str, *children: object, **attributes: object) -> Markup:
    """
    An element with its attributes and children, each escaped on the way in.

    Args:
        tag: The element's name.

        children: Elements, or values that are shown as text.

        attributes: By name; a trailing underscore is dropped (``class_``), others
            become hyphens (``stroke_width``). ``None`` leaves an attribute out.

    Raises:
        DefinitionError: A tag or an attribute's name is none, or could run a script.
    """
    names = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()}
    for name in (tag, *names):
        if not _NAME.match(name) or name.lower().startswith("on") or name.lower() == "script":
            message = f"{name!r} is no name for markup that only draws"
            raise DefinitionError(message)
    shown = "".join(f' {k}="{escape(v)}"' for k, v in names.items() if v is not None)
    return Markup(f"<{tag}{shown}>{''.join(map(escape, children))}</{tag}>")
