"""
How documents were written before, and how they become what is written now.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final, TypeAlias

import attrs

from csmcore.errors import DefinitionError, DocumentError
from csmcore.kernel import shown
from csmcore.serde._table import TAG, VERSION, VERSION_KEY

Lift: TypeAlias = Callable[[dict[str, object]], dict[str, object]]
"""
Makes an object of one version an object of the next; its key ``is`` is always there.
"""


@attrs.frozen(eq=False)
class Versions:
    """
    The version that is written, and what lifts objects of the ones before.

    A lift belongs to a version and a tag, and touches what stands directly in the object;
    objects within it are lifted after it, by lifts of their own, each from the version that
    the whole document says. So a lift may move what lies inside, and leaves it as it was. Where
    a class had another name, its lift stands under the old tag, and changes the tag; where
    documents may leave the tag out, it stands under the new one as well.

    Attributes:
        current: The version that is written.

        lifts: By the version and the tag that an object has, what makes it one of the next.
    """

    current: int
    lifts: Mapping[tuple[int, str], Lift] = MappingProxyType({})

    def split(self, document: object, what: str) -> tuple[int, object]:
        """
        A document's version, and the document without it.

        Raises:
            DocumentError: It is of a later version, or of none.
        """
        if not isinstance(document, dict) or VERSION_KEY not in document:
            return 1, document
        body = dict(document)
        version = body.pop(VERSION_KEY)
        if type(version) is int and 1 <= version <= self.current:
            return version, body
        if type(version) is int and version > self.current:
            message = f"is {shown(version)}, and this csmcore reads versions up to {self.current}"
        else:
            message = f"is {shown(version)}; it is a version, 1 to {self.current}"
        raise DocumentError(what, ((f"$.{VERSION_KEY}", message),))

    def lift(self, version: int, tag: str, body: dict[str, object]) -> dict[str, object]:
        """
        An object as it is written now.

        Args:
            version: How it is written.

            tag: What it is, where it does not say so itself.

            body: The object; it is not changed.

        Raises:
            DefinitionError: It does not fit the version that it is said to have.
        """
        lifted = {TAG: tag, **body}
        for each in range(version, self.current):
            named = lifted.get(TAG)
            lift = self.lifts.get((each, named)) if isinstance(named, str) else None
            if lift is not None:
                lifted = _lifted(lift, lifted, each)
        return lifted


def _lifted(lift: Lift, body: dict[str, object], version: int) -> dict[str, object]:
    # What stands in the object is not checked yet, so anything may go wrong.
    try:
        return lift(dict(body))
    except KeyError as error:
        raise DefinitionError(f"has no key {error}, which version {version} has") from None
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        raise DefinitionError(f"does not fit version {version}: {error}") from None


VERSIONS: Final = Versions(VERSION)
"""
How csmcore's documents are written, and were.
"""
