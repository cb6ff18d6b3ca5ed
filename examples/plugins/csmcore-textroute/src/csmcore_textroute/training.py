"""
How a model is trained; needs ``pip install csmcore-textroute[train]``.

Logistic regression over weighed words and pieces of words: it has one number for each term and
topic, so that a prediction can be explained word by word and counted without the library that
trained it, and what it calls probability is one, since it is trained on the log loss.
"""

import warnings
from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Final

import sklearn
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import FeatureUnion, Pipeline

from csmcore_textroute._errors import ExampleError
from csmcore_textroute._examples import Example, digest
from csmcore_textroute._model import TextModel
from csmcore_textroute._terms import pieces_of, words
from csmcore_textroute._weights import UNIT, Origin, Term, Weights

FLOOR: Final = Decimal("0.70")
"""
The floor of a model that is trained without saying one.

The least of the curve in the README at which nine of ten named topics are right.
"""

FREEDOM: Final = 300
"""
How far numbers may grow (scikit-learn's ``C``).

The usual 1 holds them down so much that the model is far more often right than it says. From
there to 300 the log loss falls, and hardly anything changes in what is right; beyond, little is to
be had, and the model becomes too sure rather than too modest. The README has the figures.
"""

_CONVERGED: Final = 1e-8
_POLISHED: Final = 1e-13
_ROUNDS: Final = 1000
_SEED: Final = 0
_LEAST: Final = 2


def train(examples: Iterable[Example], *, floor: Decimal | str = FLOOR) -> TextModel:
    """
    A model of messages whose topics are known.

    Args:
        examples: The messages, two or more of each topic. Their order does not matter.

        floor: The confidence from which the model names a topic.

    Returns:
        The model: of the same messages, with the same versions, the same model.

    Raises:
        ExampleError: There are fewer than two topics, or one has a single example.
    """
    sorted_examples = sorted(examples)
    fitted = fit(sorted_examples)
    union, regression = fitted.named_steps["terms"], fitted.named_steps["topics"]
    # Of two topics scikit-learn keeps the second's numbers only; the first has none.
    points = _millionths(regression.coef_)
    biases = _millionths([regression.intercept_])[0]
    if len(points) == 1:
        points, biases = [[0] * len(points[0]), points[0]], [0, *biases]
    columns = [tuple(column) for column in zip(*points, strict=True)]
    (_, by_word), (_, by_piece) = union.transformer_list
    border = len(by_word.vocabulary_)
    weights = Weights(
        topics=[str(topic) for topic in regression.classes_],
        biases=biases,
        words=_terms(by_word, columns[:border]),
        pieces=_terms(by_piece, columns[border:]),
        origin=Origin(
            examples=len(sorted_examples),
            digest=digest(sorted_examples),
            scikit_learn=sklearn.__version__,
        ),
    )
    return TextModel(weights, floor=floor)


def fit(examples: Sequence[Example]) -> Pipeline:
    """
    The pipeline of scikit-learn behind a model, before its numbers are rounded to millionths.

    Raises:
        ExampleError: There are fewer than two topics, or one has a single example.
    """
    counts = Counter(example.topic for example in examples)
    if len(counts) < _LEAST:
        raise ExampleError(0, f"{len(counts)} topics; there is something to learn from two on")
    for topic, count in sorted(counts.items()):
        if count < _LEAST:
            raise ExampleError(0, f"topic {topic!r} has {count} example; give at least {_LEAST}")
    union = FeatureUnion(
        [
            ("words", TfidfVectorizer(analyzer=words, token_pattern=None, sublinear_tf=True)),
            # A piece that was met once says no more than its word.
            (
                "pieces",
                TfidfVectorizer(
                    analyzer=pieces_of, token_pattern=None, sublinear_tf=True, min_df=_LEAST
                ),
            ),
        ]
    )
    regression = LogisticRegression(
        C=FREEDOM,
        solver="newton-cg",
        tol=_CONVERGED,
        max_iter=_ROUNDS,
        random_state=_SEED,
        warm_start=True,
    )
    pipeline = Pipeline([("terms", union), ("topics", regression)])
    texts, topics = [each.text for each in examples], [each.topic for each in examples]
    pipeline.fit(texts, topics)
    _polish(regression, union.transform(texts), topics)
    return pipeline


def _polish(regression: LogisticRegression, found: object, topics: Sequence[str]) -> None:
    """
    Go on from an answer that is good enough to the nearest one that floats can say.

    So near to the one best answer nothing is left, after rounding, of the order in which a
    processor adds numbers up. Newton's method gets there; that it then finds no better
    answer is what is wanted, and no reason to warn.
    """
    regression.set_params(tol=_POLISHED)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="(?i).*line search", category=UserWarning)
        warnings.filterwarnings("ignore", message="(?i).*line search", category=RuntimeWarning)
        regression.fit(found, topics)


def _millionths(rows: Iterable[Iterable[float]]) -> list[list[int]]:
    return [[round(float(number) * UNIT) for number in row] for row in rows]


def _terms(vectorizer: TfidfVectorizer, columns: Sequence[tuple[int, ...]]) -> list[Term]:
    named = sorted(vectorizer.vocabulary_.items())
    return [
        Term(str(text), round(float(vectorizer.idf_[index]) * UNIT), columns[index])
        for text, index in named
    ]
