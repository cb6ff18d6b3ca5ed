"""
Values as plain documents, and documents as values again.

A document is made of dicts, lists, strings, whole numbers and booleans, so that any JSON
library writes it. Reading is strict: what does not belong is refused, all of it at once,
each problem with its path.
"""

from csmcore.serde._converter import from_document, to_document
from csmcore.serde._limits import Limits
from csmcore.serde._schema import schema

__all__ = ["Limits", "from_document", "schema", "to_document"]
