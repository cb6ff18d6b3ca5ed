"""
The tree of errors is the one that is drawn, and each error is a record.
"""

import builtins
import datetime as dt
import inspect
import pickle
import re
from types import ModuleType
from typing import Final, NamedTuple

import pytest

from csmcore import errors
from tests.architecture.library import MODULES, shown

_DRAWN: Final = re.compile(r"(?P<rank>[ │├└─]*)(?P<name>[A-Z]\w+Error)\b(?P<rest>.*)")
_BUILTINS: Final = re.compile(r".*\((?P<names>[A-Za-z, ]+)\)\s*\Z")

NOON: Final = dt.datetime(2026, 3, 29, 12, tzinfo=dt.UTC)
SAMPLES: Final = (
    (str, "mon-fri"),
    (int, 7),
    (dt.datetime, NOON),
    (dt.date, NOON.date()),
    (dt.date | None, NOON.date()),
    (str | None, "mon-fri"),
    (dt.datetime | None, NOON),
    (int | dt.timedelta, dt.timedelta(hours=2)),
    (tuple[str, ...], ("Europe/Lisbon", "Asia/Tokyo")),
    (tuple[tuple[str, str], ...], (("$.name", "is missing"), ("$.zone", "is no zone"))),
)


class Drawn(NamedTuple):
    """
    An error as the module's docstring draws it: its parent, and the builtins it also is.
    """

    parent: str
    builtins: tuple[str, ...]


def _drawn_tree() -> dict[str, Drawn]:
    """
    The tree at the top of ``csmcore.errors``, read by its indentation.
    """
    path: list[tuple[int, str]] = []
    drawn = {}
    for line in (errors.__doc__ or "").splitlines():
        found = _DRAWN.fullmatch(line.removeprefix("    "))
        if found is None:
            continue
        rank, name = len(found["rank"]), found["name"]
        path = [(column, above) for column, above in path if column < rank]
        also = _BUILTINS.fullmatch(found["rest"])
        names = tuple(also["names"].split(", ")) if also else ()
        drawn[name] = Drawn(path[-1][1] if path else "Exception", names)
        path.append((rank, name))
    return drawn


TREE: Final = _drawn_tree()
ERRORS: Final = tuple(getattr(errors, name) for name in errors.__all__)


def _sample(error: type[errors.CsmError]) -> errors.CsmError:
    """
    An error of a type, made from sample facts that its parameters' annotations ask for.
    """
    if "__init__" not in vars(error):
        return error("a term of no length; a month or more is needed")
    parameters = list(inspect.signature(error).parameters.values())
    facts = [next(value for kind, value in SAMPLES if kind == each.annotation) for each in parameters]
    return error(*facts)


def test_the_drawing_is_complete() -> None:
    """
    The docstring draws every error there is, and none that there is not.
    """
    assert set(errors.__all__) == set(TREE)


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: error.__name__)
def test_the_drawing_is_true(error: type[errors.CsmError]) -> None:
    """
    An error stands below its parent, and names in parentheses the builtins that it also is.
    """
    parent, *also = error.__bases__

    assert Drawn(parent.__name__, tuple(each.__name__ for each in also)) == TREE[error.__name__]
    assert all(hasattr(builtins, each.__name__) for each in also)
    assert issubclass(error, errors.CsmError)
    assert error.__name__.endswith("Error")


@pytest.mark.parametrize("module", MODULES, ids=shown)
def test_every_error_lives_in_errors(module: ModuleType) -> None:
    """
    No module but ``csmcore.errors`` defines an exception.
    """
    elsewhere = [
        name
        for name, value in vars(module).items()
        if inspect.isclass(value)
        and issubclass(value, BaseException)
        and value.__module__.startswith("csmcore.")
        and not value.__module__.startswith("csmcore.errors")
    ]

    assert elsewhere == []


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: error.__name__)
def test_an_error_is_a_record(error: type[errors.CsmError]) -> None:
    """
    Its facts are fields under the names of its parameters, and it says them in one sentence.
    """
    made = _sample(error)
    names = list(inspect.signature(error).parameters) if "__init__" in vars(error) else []

    assert [vars(made)[name] for name in names] == list(made.args)[: len(names)]
    assert set(vars(made)) == set(names)
    assert str(made).strip()
    assert not str(made).rstrip().endswith(".")


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: error.__name__)
def test_an_error_travels_between_processes(error: type[errors.CsmError]) -> None:
    """
    Pickled and read back, an error has its type, its facts and its words.
    """
    made = _sample(error)
    back = pickle.loads(pickle.dumps(made))

    assert type(back) is type(made)
    assert vars(back) == vars(made)
    assert (back.args, str(back)) == (made.args, str(made))
