"""
One right to service: for whom and what, from when until when, how much, and when in the week.
"""

from typing import Final

import attrs

from csmcore.contracts._agreed import Agreed
from csmcore.contracts._allowance import UsageAllowance
from csmcore.contracts._contract import ContractKind, kind_if_given
from csmcore.contracts._fields import a, a_or_none
from csmcore.contracts._scope import Scope
from csmcore.errors import DefinitionError
from csmcore.kernel import (
    Attributes,
    ContractId,
    EntitlementId,
    ExternalId,
    LineId,
    Markup,
    card,
    not_blank,
    not_blank_if_given,
    to_attributes,
    to_external_ids,
)

_NEEDED: Final = "line_id={!r} says nothing without contract_id; name that as well"


@attrs.frozen(kw_only=True)
class Entitlement(Agreed):
    """
    One right to service.

    Under which contract it was agreed and which requests it is for are two things: with
    *contract_id* it stands and falls with that contract, with ``scope.contract_id`` it is
    for requests under that contract only (and agreed under it as well). With either, a scope
    that names no account, consumer or household is for the contract's owner alone, without
    the accounts below. Where a request names that contract, or leads to it, it weighs as
    ``Aspect.CONTRACT`` for both; with *contract_id* alone it need not.

    Attributes:
        id: Its identity.

        name: What people call it, if they do.

        scope: For whom and for what it is; for everything when not given.

        kind: What it is about, where the host tells that apart. What a warranty gives is of
            kind ``"warranty"``, so that an order can weigh it.

        contract_id: The contract under which it was agreed; that of the scope when not given.

        line_id: The line of that contract; that of the scope when not given.

        hours: The name of the calendar in which service is given; that of its contract,
            else the book's default, when not given.

        only_in_hours: Whether a request outside those hours is not covered.

        allowance: How much is included; without limit when not given.

        policy: The name of the SLA policy under which it is served, if any.

        template_id: The template that it was made from, if any.

        external_ids: What other systems call it.

        attributes: Attributes of the host's own, sorted by name; a mapping is accepted.

        valid: From when until when, within the dates of its contract and line; a date that
            is not stated is theirs.

        suspensions: When it gives no service; in any order, held by date.

        cancellation: That it was called off, if it was.

    Raises:
        DefinitionError: It is agreed under another contract or line than its scope names,
            under a line without a contract, its scope or allowance is none, a text is blank,
            or there is no such kind.

        DuplicateError: An attribute stands there twice.

        OverlapError: Two suspensions share a date.
    """

    id: EntitlementId = attrs.field(validator=not_blank, kw_only=False)
    name: str | None = attrs.field(default=None, validator=not_blank_if_given, kw_only=False)
    scope: Scope = attrs.field(default=Scope(), validator=a(Scope, "Scope(account_id=...)"))
    kind: ContractKind | None = attrs.field(default=None, converter=kind_if_given)
    contract_id: ContractId | None = attrs.field(default=None, validator=not_blank_if_given)
    line_id: LineId | None = attrs.field(default=None, validator=not_blank_if_given)
    hours: str | None = attrs.field(default=None, validator=not_blank_if_given)
    only_in_hours: bool = False
    allowance: UsageAllowance | None = attrs.field(
        default=None, validator=a_or_none(UsageAllowance, "UsageAllowance(10)")
    )
    policy: str | None = attrs.field(default=None, validator=not_blank_if_given)
    template_id: str | None = attrs.field(default=None, validator=not_blank_if_given)
    external_ids: tuple[ExternalId, ...] = attrs.field(default=(), converter=to_external_ids)
    attributes: Attributes = attrs.field(default=(), converter=to_attributes)

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        for name in ("contract_id", "line_id"):
            own, asked = getattr(self, name), getattr(self.scope, name)
            if own is not None and asked is not None and own != asked:
                message = (
                    f"{self.label} has {name}={own!r}, and its scope {asked!r}; requests under one "
                    "contract are served by what was agreed under that one"
                )
                raise DefinitionError(message)
        contract_id, line_id = self.agreed_under
        if line_id is not None and contract_id is None:
            raise DefinitionError(_NEEDED.format(line_id))

    def __str__(self) -> str:
        """
        As a list shows it: ``"Gold (e1) for account acme, from 2026-01-01 on"``.
        """
        contract_id, _ = self.agreed_under
        under = "" if contract_id is None else f", under contract {contract_id}"
        return f"{self.title} for {self.scope}, {self.valid}{under}"

    def _repr_html_(self) -> Markup:
        return card(f"Entitlement {self.title}", self)

    @property
    def label(self) -> str:
        """
        What messages call it: ``"entitlement 'e1'"``.
        """
        return f"entitlement {self.id!r}"

    @property
    def title(self) -> str:
        """
        What people call it: its name with its id, or its id alone.
        """
        return self.id if self.name is None else f"{self.name} ({self.id})"

    @property
    def agreed_under(self) -> tuple[ContractId | None, LineId | None]:
        """
        The contract and the line with which it stands and falls, if any.
        """
        return self.contract_id or self.scope.contract_id, self.line_id or self.scope.line_id
