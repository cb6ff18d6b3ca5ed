"""
What a host adds of its own to what products hold.
"""

from typing import TypeAlias

from csmcore.kernel import Scalar

Attributes: TypeAlias = tuple[tuple[str, Scalar], ...]
"""
A host's own attributes, sorted by name.
"""
