"""
What happens where nothing covers: it is refused, billed, or done as a courtesy.
"""

from collections.abc import Iterable
from typing import Final, TypeAlias

import attrs

from csmcore.contracts._fields import a
from csmcore.contracts._scope import Scope
from csmcore.errors import DefinitionError
from csmcore.kernel import Money, listed, not_blank, not_blank_if_given


@attrs.frozen
class Refuse:
    """
    No service without an entitlement.
    """

    def __str__(self) -> str:
        return "service is refused"


@attrs.frozen
class Bill:
    """
    Service is given, and billed.

    Attributes:
        rate: How much.

        per: For what it is due: ``"case"``, ``"hour"``, ``"visit"``.

        policy: The name of the SLA policy under which it is served, if any.

    Raises:
        DefinitionError: The rate is no money, or a text is blank.
    """

    rate: Money = attrs.field(validator=a(Money, "Money(90, 'EUR')"))
    per: str = attrs.field(default="hour", validator=not_blank)
    policy: str | None = attrs.field(default=None, validator=not_blank_if_given, kw_only=True)

    def __str__(self) -> str:
        return f"service is billed at {self.rate} per {self.per}"


@attrs.frozen(kw_only=True)
class Courtesy:
    """
    Service is given for nothing, out of goodwill.

    Attributes:
        policy: The name of the SLA policy under which it is served, if any.
    """

    policy: str | None = attrs.field(default=None, validator=not_blank_if_given)

    def __str__(self) -> str:
        return "service is given as a courtesy"


UncoveredAnswer: TypeAlias = Refuse | Bill | Courtesy
"""
What is done for a request that nothing covers.
"""

REFUSE: Final = Refuse()
"""
No service without an entitlement.
"""

COURTESY: Final = Courtesy()
"""
Service out of goodwill, under no policy of its own.
"""


def to_answer(value: UncoveredAnswer) -> UncoveredAnswer:
    """
    An answer, and nothing else.

    Raises:
        DefinitionError: It is none.
    """
    if not isinstance(value, Refuse | Bill | Courtesy):
        message = f"{value!r} is no answer; say REFUSE, COURTESY or Bill(Money(...))"
        raise DefinitionError(message)
    return value


@attrs.frozen
class UncoveredRule:
    """
    What is done for some of the requests that nothing covers.

    Attributes:
        answer: What is done.

        when: For which requests; all when not given.

        name: What a person calls the rule, if anything.
    """

    answer: UncoveredAnswer = attrs.field(converter=to_answer)
    when: Scope = attrs.field(default=Scope(), validator=a(Scope, "Scope(account_id=...)"))
    name: str | None = attrs.field(default=None, validator=not_blank_if_given)

    def __str__(self) -> str:
        told = f"{self.answer}, for {self.when}"
        return told if self.name is None else f"{self.name}: {told}"


def _rules(value: Iterable[UncoveredRule]) -> tuple[UncoveredRule, ...]:
    return listed(UncoveredRule, value, say="UncoveredRule(answer, when=Scope(...))")


@attrs.frozen
class UncoveredPolicy:
    """
    What is done where nothing covers: the first rule that fits the request decides.

    Attributes:
        rules: In order, the most particular first.

        otherwise: What is done where no rule fits.
    """

    rules: tuple[UncoveredRule, ...] = attrs.field(default=(), converter=_rules)
    otherwise: UncoveredAnswer = attrs.field(default=REFUSE, converter=to_answer, kw_only=True)


def to_policy(value: UncoveredAnswer) -> UncoveredPolicy:
    """
    One answer for all, as a policy.

    Raises:
        DefinitionError: It is no answer.
    """
    return UncoveredPolicy(otherwise=value)
