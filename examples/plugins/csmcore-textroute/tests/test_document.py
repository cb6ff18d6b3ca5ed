"""
The file of a model: written in one way only, and read with mistrust.
"""

import json
import os
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from csmcore_textroute import ModelError, Origin, Term, TextModel, Weights

SMALL = TextModel(
    Weights(
        topics=["a", "b"],
        biases=[5, -5],
        words=[Term("fee", 1_000_000, (1, 2)), Term("late", 2_000_000, (3, 4))],
        pieces=[Term(" fe", 1_500_000, (-1, -2))],
        origin=Origin(examples=4, digest="0" * 64, scikit_learn="1.9.1"),
    ),
    floor="0.6",
)
WRITTEN = SMALL.to_json()


def altered(change: Callable[[dict[str, Any]], object]) -> str:
    """
    The document after a change.
    """
    document = json.loads(WRITTEN)
    change(document)
    return json.dumps(document)


def test_what_is_written_is_read_back() -> None:
    """
    The same model, and then the same bytes; from text and from bytes.
    """
    assert TextModel.from_json(WRITTEN) == TextModel.from_json(WRITTEN.encode()) == SMALL
    assert TextModel.from_json(WRITTEN).to_json() == WRITTEN


def test_the_packages_model_is_written_as_this_version_writes_it() -> None:
    """
    Read and written again, no byte changes.
    """
    model = TextModel.load()

    assert TextModel.from_json(model.to_json()) == model


def test_layout_does_not_matter_to_the_digest() -> None:
    """
    A document that was laid out anew by another program is the same model.
    """
    assert TextModel.from_json(json.dumps(json.loads(WRITTEN), indent=4)) == SMALL


class _Trap:
    """
    What runs when it is unpickled.
    """

    def __init__(self, place: Path) -> None:
        self.place = place

    def __reduce__(self) -> tuple[object, ...]:
        return os.mkdir, (str(self.place),)


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_a_pickle_is_refused_and_not_run(tmp_path: Path, protocol: int) -> None:
    """
    Whatever the protocol; the oldest is plain text.
    """
    sprung = tmp_path / "sprung"

    with pytest.raises(ModelError, match="JSON"):
        TextModel.from_json(pickle.dumps(_Trap(sprung), protocol=protocol))
    assert not sprung.exists()


def test_a_file_that_was_cut_short_is_refused_wherever_it_was_cut() -> None:
    """
    After every character but the last, which is the end of the line.
    """
    for length in range(len(WRITTEN) - 1):
        with pytest.raises(ModelError, match="no JSON, or cut short"):
            TextModel.from_json(WRITTEN[:length])


def test_a_number_that_was_altered_is_found_out() -> None:
    """
    The digest does not fit any more.
    """
    with pytest.raises(ModelError, match="digest: the model was altered"):
        TextModel.from_json(altered(lambda told: told["words"][0].__setitem__(2, 7)))


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (lambda told: told.pop("words"), "no object of format, digest, origin"),
        (lambda told: told.update(more=1), "no object of format, digest, origin"),
        (lambda told: told.update(format="another 2"), "format: 'another 2'; only 'csmcore-textroute"),
        (lambda told: told.update(topics="ab"), "topics: 'ab' is no list"),
        (lambda told: told.update(topics=["a"]), "topics: 1 topics; give 2 to 200"),
        (lambda told: told.update(topics=["a", 5]), "topics: 5 is no text"),
        (lambda told: told.update(topics=["b", "a"]), r"topics\[1\]: 'a' stands after 'b'"),
        (lambda told: told.update(topics=["a", "a"]), r"topics\[1\]: 'a' stands after 'a'"),
        (lambda told: told.update(biases=[1]), "biases: 1 numbers for 2 topics"),
        (lambda told: told.update(biases=[1, True]), "biases: True is no whole number"),
        (lambda told: told.update(biases=[1, 10**10]), "biases: 10000000000 is no whole number from"),
        (lambda told: told.update(words=[["fee", 1, 1]]), r"words\[0\]: 1 numbers for 2 topics"),
        (lambda told: told.update(words=[["fee"]]), r"words\[0\]: a term is a text, its rarity"),
        (lambda told: told.update(words=["fee"]), r"words\[0\]: 'fee' is no list"),
        (lambda told: told.update(words=[[5, 1, 1, 1]]), r"words\[0\]: 5 is no text"),
        (
            lambda told: told.update(words=[["fee", 0, 1, 1]]),
            r"words\[0\]: 0 is no whole number from 1",
        ),
        (
            lambda told: told.update(words=[["\ud800", 1, 1, 1]]),
            r"words\[0\]: .* is no text that could",
        ),
        (lambda told: told.update(words=[[" ", 1, 1, 1]]), r"words\[0\]: ' ' is no text that could"),
        (lambda told: told["words"].reverse(), r"words\[1\]: 'fee' stands after 'late'"),
        (lambda told: told.update(floor="2.0000"), "floor: '2.0000'; a confidence from 0 to 1"),
        (lambda told: told.update(floor=1), "floor: 1 is no text"),
        (lambda told: told.update(origin=[]), "origin: no object of examples, digest, scikit_learn"),
        (lambda told: told["origin"].update(examples=0), "origin.examples: 0 is no whole number"),
        (lambda told: told["origin"].update(digest="\ud800"), "origin.digest: .* is no SHA-256"),
        (
            lambda told: told["origin"].update(scikit_learn="x"),
            "origin.scikit_learn: 'x' is no version",
        ),
    ],
)
def test_a_document_that_is_no_model_is_refused(
    change: Callable[[dict[str, Any]], object], problem: str
) -> None:
    """
    The error names the place and what would be right.
    """
    with pytest.raises(ModelError, match=problem):
        TextModel.from_json(altered(change))


@pytest.mark.parametrize(
    ("document", "problem"),
    [
        ("", "no JSON"),
        ("[]", "no object of"),
        ("null", "no object of"),
        ("{} {}", "Extra data"),
        ("[" * 100_000, "lists in lists without end"),
        ('{"a":' * 100_000, "lists in lists without end"),
        ('{"format": NaN}', "NaN is no whole number"),
        ('{"format": -Infinity}', "-Infinity is no whole number"),
        ('{"format": 1.5}', "1.5 is no whole number"),
        ('{"format": 1e999}', "1e999 is no whole number"),
        ('{"format": ' + "9" * 5000 + "}", "9999 is no whole number"),
        ('{"format": 1, "format": 2}', "a name is given twice"),
        (b"\xff\xfe{\x00}\x00", "not UTF-8"),
        (" " * 32_000_001, "32000001 long; at most 32000000 are read"),
    ],
    ids=lambda value: repr(value)[:12],
)
def test_hostile_documents_are_refused(document: str | bytes, problem: str) -> None:
    """
    Neither depth nor length nor huge numbers bring a reader down.
    """
    with pytest.raises(ModelError, match=problem):
        TextModel.from_json(document)


def test_an_error_can_be_pickled_and_is_a_value_error() -> None:
    """
    It goes from process to process with its fields.
    """
    back = pickle.loads(pickle.dumps(ModelError("words[1]", "wrong")))

    assert (str(back), back.where, back.problem) == ("words[1]: wrong", "words[1]", "wrong")
    assert isinstance(back, ValueError)
