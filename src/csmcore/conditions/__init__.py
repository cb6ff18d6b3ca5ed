"""
Conditions over facts, as values.

One algebra serves guards of lifecycles, SLA policies, routing and access: what a record's
facts must be, what must have changed or been signalled. Conditions print as text that
parses back, and say why they hold or do not.
"""

from csmcore.conditions._condition import ANYTHING, NOTHING, AllOf, AnyOf, Condition, Not
from csmcore.conditions._explain import Explanation, explain
from csmcore.conditions._predicates import (
    Changed,
    Compares,
    Comparison,
    Contains,
    Equals,
    IsSet,
    OneOf,
    Signalled,
)
from csmcore.conditions._samples import kind_of, leaves, named_by, samples
from csmcore.conditions._text import condition_if_given, parse, to_condition
from csmcore.conditions._vocabulary import FactDefinition, FactType, Vocabulary

__all__ = [
    "ANYTHING",
    "NOTHING",
    "AllOf",
    "AnyOf",
    "Changed",
    "Compares",
    "Comparison",
    "Condition",
    "Contains",
    "Equals",
    "Explanation",
    "FactDefinition",
    "FactType",
    "IsSet",
    "Not",
    "OneOf",
    "Signalled",
    "Vocabulary",
    "condition_if_given",
    "explain",
    "kind_of",
    "leaves",
    "named_by",
    "parse",
    "samples",
    "to_condition",
]
