"""
How texts and scalars stand in a document, in the words of JSON Schema.

A pattern stands beside each format, since validators need not check formats. The format
``duration`` is left out: it knows neither sign nor fraction, nor hours and seconds without
minutes between them.
"""

from typing import Final

NAMES: Final = ("instant", "date", "time", "duration", "decimal", "amount", "scalar", "fact")
"""
What schemas define that is no class.
"""

_CLOCK: Final = r"[0-9]{2}:[0-9]{2}"
_SECONDS: Final = r":[0-9]{2}(\.[0-9]{1,6})?"
_DATE: Final = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_DECIMAL: Final = r"-?[0-9]{1,1000}(\.[0-9]{1,1000})?([Ee][+-]?[0-9]{1,4})?"
_DURATION: Final = (
    r"-?P(?=[0-9T])([0-9]+W|([0-9]+D)?(T(?=[0-9])([0-9]+H)?([0-9]+M)?([0-9]+(\.[0-9]{1,6})?S)?)?)"
)
_TYPED: Final = ("instant", "date", "duration", "decimal")


def grammar(name: str) -> dict[str, object]:
    """
    The schema of a text or scalar of *NAMES*.
    """
    match name:
        case "instant":
            pattern = rf"{_DATE}[Tt]{_CLOCK}{_SECONDS}([Zz]|[+-]{_CLOCK})"
            return _text("An instant, in RFC 3339 with any offset.", pattern, "date-time")
        case "date":
            return _text("A date, in ISO 8601.", _DATE, "date")
        case "time":
            return _text("A time of day without a zone.", rf"{_CLOCK}({_SECONDS})?")
        case "duration":
            return _text("Days of 24 hours, hours, minutes and seconds, in ISO 8601.", _DURATION)
        case "decimal":
            told = "A decimal number, exact as a text; a whole one may be a number."
            return {"description": told, "type": ["integer", "string"], "pattern": f"^{_DECIMAL}$"}
        case "amount":
            told = "A number of cases, or working time."
            return {"description": told, "anyOf": [{"type": "integer"}, reference("duration")]}
        case "scalar":
            told = "A plain value; what JSON does not know says of which type it is."
            typed = [typed_scalar(each) for each in _TYPED]
            plain = {"type": ["null", "boolean", "integer", "string"]}
            return {"description": told, "anyOf": [plain, *typed]}
        case _:
            listed: dict[str, object] = {"type": "array", "items": reference("scalar")}
            told = "A plain value, or a set of them."
            return {"description": told, "anyOf": [reference("scalar"), _only("set", listed)]}


def inside(name: str) -> tuple[str, ...]:
    """
    What the schema of a text or scalar refers to.
    """
    return {"amount": ("duration",), "scalar": _TYPED, "fact": ("scalar",)}.get(name, ())


def reference(name: str) -> dict[str, object]:
    """
    A reference to what the schema defines under a name.
    """
    return {"$ref": f"#/$defs/{name}"}


def typed_scalar(name: str) -> dict[str, object]:
    """
    An object whose one key names the type of the text under it.
    """
    return _only(name, {"type": "string", **reference(name)})


def _only(name: str, value: dict[str, object]) -> dict[str, object]:
    return {
        "type": "object",
        "properties": {name: value},
        "required": [name],
        "additionalProperties": False,
    }


def _text(told: str, pattern: str, form: str | None = None) -> dict[str, object]:
    stated = {} if form is None else {"format": form}
    return {"description": told, "type": "string", **stated, "pattern": f"^{pattern}$"}
