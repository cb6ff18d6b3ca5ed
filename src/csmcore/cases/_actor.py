"""
Who acts.
"""

from typing import Final

import attrs

from csmcore.kernel import not_blank, not_blank_if_given
from csmcore.lifecycles import CUSTOMER, SYSTEM

_NOT_STAFF: Final = frozenset((CUSTOMER, SYSTEM))


def _plain(kind: str) -> str:
    return str.__str__(kind) if isinstance(kind, str) else kind


@attrs.frozen
class Actor:
    """
    Who asks for something: of which kind, and who exactly.

    Attributes:
        kind: Such as :data:`csmcore.lifecycles.AGENT`; a host may have kinds of its own, whose
            actors count as staff. So any text is a kind: ``Actor("kim")`` is not Kim, but
            somebody of the kind ``kim``, to whom no move is open that names who may do it.

        id: Who, in the host's terms: an agent's id, a contact's; ``None`` where nobody is
            known, or it is a rule that acts. A move that gives a case to who makes it then
            gives it to nobody.
    """

    kind: str = attrs.field(converter=_plain, validator=not_blank)
    id: str | None = attrs.field(default=None, validator=not_blank_if_given)

    def __str__(self) -> str:
        return self.kind if self.id is None else f"{self.kind} {self.id}"

    @property
    def is_customer(self) -> bool:
        """
        Whether it is whom the case is for, or somebody on their behalf.
        """
        return self.kind == CUSTOMER

    @property
    def is_staff(self) -> bool:
        """
        Whether it is a person who serves customers: neither the customer nor the system.
        """
        return self.kind not in _NOT_STAFF


AUTOMATIC: Final = Actor(SYSTEM)
"""
Who acts where nobody does: a rule.
"""
