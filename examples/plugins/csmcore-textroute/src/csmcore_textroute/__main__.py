"""
Train, evaluate and ask a model: ``python -m csmcore_textroute train|evaluate|predict``.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from csmcore.errors import CsmError
from csmcore_textroute._examples import Example, invented, off_topic, read_examples
from csmcore_textroute._model import TextModel


def main(arguments: Sequence[str] | None = None) -> int:
    """
    Do what the arguments say; 0 if that went well, and 2 with one line if not.
    """
    asked = _parser().parse_args(arguments)
    try:
        match asked.what:
            case "train":
                _train(asked.examples, asked.floor, asked.out)
            case "evaluate":
                _evaluate(asked.examples, asked.repeats)
            case _:
                _predict(asked.model, asked.floor, asked.subject, asked.description)
    except ModuleNotFoundError as error:
        if error.name != "sklearn":
            raise
        return _failed("this needs scikit-learn: pip install csmcore-textroute[train]")
    except (CsmError, OSError, UnicodeError) as error:
        return _failed(str(error))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m csmcore_textroute", description=main.__doc__)
    asked = parser.add_subparsers(dest="what", required=True)
    examples = "a table of examples in CSV; without it the invented ones"

    train = asked.add_parser("train", help="learn from examples and write a model")
    train.add_argument("--examples", type=Path, help=examples)
    train.add_argument("--floor", help="the confidence from which a topic is named")
    train.add_argument("--out", type=Path, required=True, help="where the model goes")

    evaluate = asked.add_parser("evaluate", help="measure a model on examples it has not seen")
    evaluate.add_argument("--examples", type=Path, help=examples)
    evaluate.add_argument("--repeats", type=int, default=5, help="how often examples are dealt")

    predict = asked.add_parser("predict", help="the topic of one message, and why")
    predict.add_argument("--model", type=Path, help="a model; without it the one of the package")
    predict.add_argument("--floor", help="another floor than the model's")
    predict.add_argument("subject")
    predict.add_argument("description", nargs="?", default="")
    return parser


def _examples(path: Path | None) -> tuple[Example, ...]:
    return invented() if path is None else read_examples(path.read_text(encoding="utf-8"))


# Training imports scikit-learn, which takes seconds and need not be there; predicting does not.


def _train(examples: Path | None, floor: str | None, out: Path) -> None:
    from csmcore_textroute.training import FLOOR, train  # noqa: PLC0415

    model = train(_examples(examples), floor=FLOOR if floor is None else floor)
    out.write_text(model.to_json(), encoding="utf-8", newline="\n")
    print(f"{model!r} -> {out}")


def _evaluate(examples: Path | None, repeats: int) -> None:
    from csmcore_textroute.evaluation import evaluate  # noqa: PLC0415

    strays = off_topic() if examples is None else ()
    print(evaluate(_examples(examples), off_topic=strays, repeats=repeats), end="")


def _predict(path: Path | None, floor: str | None, subject: str, description: str) -> None:
    model = TextModel.load() if path is None else TextModel.from_json(path.read_bytes())
    asked = model if floor is None else model.with_floor(floor)
    print(asked.predict(subject, description))


def _failed(problem: str) -> int:
    print(f"csmcore_textroute: {problem}", file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())
