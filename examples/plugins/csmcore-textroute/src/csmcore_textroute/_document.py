"""
A model as JSON, one term a line: written in one way only, and read with mistrust.

Nothing in it is run. Its digest finds a copy that was cut short or altered by accident; it is no
signature, and whoever can replace the file can replace the digest.
"""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Final, NoReturn

from csmcore_textroute._errors import ModelError
from csmcore_textroute._weights import Origin, Term, Weights

FORMAT: Final = "csmcore-textroute model 1"
"""
The first thing that a model's document says.
"""

LARGEST: Final = 32_000_000
"""
A longer document is not even parsed, in bytes or characters.
"""

_FIELDS: Final = ("format", "digest", "origin", "floor", "topics", "biases", "words", "pieces")
_ORIGIN: Final = ("examples", "digest", "scikit_learn")
_FLOOR: Final = re.compile(r"0\.[0-9]{4}|1\.0000")
_DIGITS: Final = 18


# --- writing ------------------------------------------------------------------------------------


def written(weights: Weights, floor: Decimal) -> str:
    """
    The document of a model.
    """
    body = _body(weights, floor)
    return "\n".join(
        ["{", f'"format": {_json(FORMAT)},', f'"digest": {_json(_digest(body))},', body, ""]
    )


def _body(weights: Weights, floor: Decimal) -> str:
    origin = weights.origin
    told = {"examples": origin.examples, "digest": origin.digest, "scikit_learn": origin.scikit_learn}
    lines = [
        f'"origin": {_json(told)},',
        f'"floor": {_json(str(floor))},',
        f'"topics": {_json(weights.topics)},',
        f'"biases": {_json(weights.biases)},',
        '"words": [',
        *_lines(weights.words),
        "],",
        '"pieces": [',
        *_lines(weights.pieces),
        "]",
        "}",
    ]
    return "\n".join(lines)


def _lines(terms: Sequence[Term]) -> Iterator[str]:
    last = len(terms) - 1
    for index, term in enumerate(terms):
        yield _json([term.text, term.rarity, *term.points]) + ("" if index == last else ",")


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _digest(body: str) -> str:
    return f"sha256:{hashlib.sha256(body.encode()).hexdigest()}"


# --- reading ------------------------------------------------------------------------------------


def read(document: str | bytes) -> tuple[Weights, Decimal]:
    """
    What was learned, and the floor.

    Raises:
        ModelError: It is no model, or one that was cut short or altered.
    """
    fields = _fields(document)
    weights = Weights(
        topics=[_text("topics", each) for each in _list("topics", fields["topics"])],
        biases=[_number("biases", each) for each in _list("biases", fields["biases"])],
        words=_terms("words", fields["words"]),
        pieces=_terms("pieces", fields["pieces"]),
        origin=_origin(fields["origin"]),
    )
    floor = _text("floor", fields["floor"])
    if not _FLOOR.fullmatch(floor):
        raise ModelError("floor", f"{floor[:40]!r}; a confidence from 0 to 1 is needed, as '0.6000'")
    if fields["digest"] != _digest(_body(weights, Decimal(floor))):
        raise ModelError("digest", "the model was altered: train it again, or take a whole copy")
    return weights, Decimal(floor)


def _fields(document: str | bytes) -> Mapping[str, object]:
    if len(document) > LARGEST:
        raise ModelError("", f"{len(document)} long; at most {LARGEST} are read")
    try:
        text = document if isinstance(document, str) else document.decode()
        parsed = json.loads(
            text,
            object_pairs_hook=_object,
            parse_constant=_no_number,
            parse_float=_no_number,
            parse_int=_whole,
        )
    except UnicodeDecodeError:
        raise ModelError(
            "", "not UTF-8, so no JSON; a pickle or another binary is never read"
        ) from None
    except json.JSONDecodeError as error:
        problem = f"no JSON, or cut short: {error.msg}"
        raise ModelError(f"line {error.lineno}", problem) from None
    except RecursionError:
        raise ModelError("", "lists in lists without end; a model is nested three deep") from None
    return _named("", parsed, _FIELDS)


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    named = dict(pairs)
    if len(named) < len(pairs):
        raise ModelError("", "a name is given twice in one object")
    return named


def _no_number(text: str) -> NoReturn:
    raise ModelError("", f"{text[:40]} is no whole number; every number of a model is one")


def _whole(text: str) -> int:
    return int(text) if len(text) <= _DIGITS else _no_number(text)


def _named(where: str, value: object, names: tuple[str, ...]) -> Mapping[str, object]:
    if not isinstance(value, dict) or tuple(value) != names:
        raise ModelError(where, f"no object of {', '.join(names)}, in this order")
    if where == "" and value["format"] != FORMAT:
        raise ModelError("format", f"{repr(value['format'])[:60]}; only {FORMAT!r} is read")
    return value


def _list(where: str, value: object) -> list[object]:
    if not isinstance(value, list):
        raise ModelError(where, f"{repr(value)[:40]} is no list")
    return value


def _text(where: str, value: object) -> str:
    if not isinstance(value, str):
        raise ModelError(where, f"{repr(value)[:40]} is no text")
    return value


def _number(where: str, value: object) -> int:
    if type(value) is not int:
        raise ModelError(where, f"{repr(value)[:40]} is no whole number")
    return value


def _terms(where: str, value: object) -> Iterator[Term]:
    for index, line in enumerate(_list(where, value)):
        place = f"{where}[{index}]"
        match _list(place, line):
            case [text, rarity, *points]:
                told = tuple(_number(place, each) for each in points)
                yield Term(_text(place, text), _number(place, rarity), told)
            case _:
                raise ModelError(place, "a term is a text, its rarity, and a number for each topic")


def _origin(value: object) -> Origin:
    told = _named("origin", value, _ORIGIN)
    return Origin(
        examples=_number("origin.examples", told["examples"]),
        digest=_text("origin.digest", told["digest"]),
        scikit_learn=_text("origin.scikit_learn", told["scikit_learn"]),
    )
