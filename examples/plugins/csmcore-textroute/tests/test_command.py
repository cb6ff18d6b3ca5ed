"""
``python -m csmcore_textroute``.
"""

import sys
from pathlib import Path

import pytest

from csmcore_textroute import TextModel
from csmcore_textroute.__main__ import main

TABLE = """topic,hard,source,subject,description
fees,no,mine,late fee on my invoice,
fees,no,mine,invoice with a wrong fee,
net,no,mine,internet down in my street,
net,no,mine,the street is without internet,
"""


def test_predict_tells_topic_confidence_and_words(capsys: pytest.CaptureFixture[str]) -> None:
    """
    On one line.
    """
    assert main(["predict", "Invoice", "You charged me twice, please refund one payment"]) == 0
    told = capsys.readouterr().out

    assert told.startswith("billing 0.9")
    assert "charged +" in told


def test_predict_takes_another_floor(capsys: pytest.CaptureFixture[str]) -> None:
    """
    With a floor of one, hardly anything is sure.
    """
    assert main(["predict", "--floor", "1", "my invoice is wrong"]) == 0
    assert capsys.readouterr().out.startswith("no topic: under the floor of 1.0000")


def test_train_writes_a_model_of_ones_own(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """
    Which then predicts.
    """
    pytest.importorskip("sklearn")
    table, out = tmp_path / "mine.csv", tmp_path / "mine.json"
    table.write_text(TABLE, encoding="utf-8")

    assert main(["train", "--examples", str(table), "--floor", "0.5", "--out", str(out)]) == 0
    assert main(["predict", "--model", str(out), "the internet is down"]) == 0
    assert TextModel.from_json(out.read_bytes()).topics == ("fees", "net")
    assert "\nnet 0." in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["predict", "--model", "nowhere.json", "x"], "nowhere.json"),
        (["predict", "--floor", "2", "x"], "floor='2'"),
        (["train", "--examples", "nowhere.csv", "--out", "x.json"], "nowhere.csv"),
    ],
)
def test_what_goes_wrong_is_one_line_and_two(
    arguments: list[str], problem: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """
    No traceback.
    """
    if arguments[0] == "train":
        pytest.importorskip("sklearn")

    assert main(arguments) == 2
    told = capsys.readouterr()

    assert told.err.startswith("csmcore_textroute: ")
    assert problem in told.err
    assert told.out == ""
    assert told.err.count("\n") == 1


def test_training_without_scikit_learn_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """
    And nothing is written.
    """
    monkeypatch.setitem(sys.modules, "sklearn", None)
    monkeypatch.delitem(sys.modules, "csmcore_textroute.training", raising=False)

    assert main(["train", "--out", str(tmp_path / "x.json")]) == 2
    assert "pip install csmcore-textroute[train]" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
