"""
Routing by what a message says: a trained classifier with a confidence, and a reason when unsure.
"""

from csmcore_textroute._errors import ExampleError, ModelError
from csmcore_textroute._examples import Example, read_examples
from csmcore_textroute._model import TextModel
from csmcore_textroute._plugin import TextRoute, TextSelector, plugin
from csmcore_textroute._prediction import Abstention, Prediction, Ranked, Weighed
from csmcore_textroute._weights import Origin, Term, Weights

__all__ = [
    "Abstention",
    "Example",
    "ExampleError",
    "ModelError",
    "Origin",
    "Prediction",
    "Ranked",
    "Term",
    "TextModel",
    "TextRoute",
    "TextSelector",
    "Weighed",
    "Weights",
    "plugin",
    "read_examples",
]
