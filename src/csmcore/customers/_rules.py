"""
What a clue is worth: the rules of identifying, as data.
"""

from collections.abc import Iterable
from typing import Final

import attrs

from csmcore.customers._fields import domains
from csmcore.errors import DefinitionError
from csmcore.kernel import from_one, not_blank_if_given

FREE_MAIL_DOMAINS: Final = frozenset(
    {
        "aol.com",
        "fastmail.com",
        "free.fr",
        "gmail.com",
        "gmx.at",
        "gmx.ch",
        "gmx.de",
        "gmx.net",
        "googlemail.com",
        "hotmail.co.uk",
        "hotmail.com",
        "hotmail.fr",
        "icloud.com",
        "laposte.net",
        "libero.it",
        "live.com",
        "mac.com",
        "mail.com",
        "mail.ru",
        "me.com",
        "msn.com",
        "naver.com",
        "orange.fr",
        "outlook.com",
        "proton.me",
        "protonmail.com",
        "qq.com",
        "t-online.de",
        "web.de",
        "yahoo.co.jp",
        "yahoo.co.uk",
        "yahoo.com",
        "yahoo.de",
        "yahoo.fr",
        "yandex.ru",
        "ymail.com",
        "zoho.com",
        "163.com",
    }
)
"""
Domains at which anybody may have an address, so that none of them tells an account.
"""


def _domains(values: Iterable[str]) -> frozenset[str]:
    return frozenset(domains(sorted(frozenset(values))))


def _share(_rules: object, _attribute: object, value: int) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 < value <= 100:
        message = f"other_role is {value!r}; it is a share in per cent, above 0 and at most 100"
        raise DefinitionError(message)


@attrs.frozen(kw_only=True)
class Strengths:
    """
    How much a clue of each kind is worth; only how they compare matters.

    Attributes:
        login: Somebody is signed in.

        registration_code: They know the account's code.

        email: They write from the very address.

        handle: They write under the handle.

        untagged_email: They write from the address with a tag: ``ann+shop@example.org``.

        phone: They call from the number, which others may share.

        email_domain: They write from an address at the account's domain.

    Raises:
        DefinitionError: One is no whole number from 1 up.
    """

    login: int = attrs.field(default=100, validator=from_one)
    registration_code: int = attrs.field(default=90, validator=from_one)
    email: int = attrs.field(default=80, validator=from_one)
    handle: int = attrs.field(default=70, validator=from_one)
    untagged_email: int = attrs.field(default=60, validator=from_one)
    phone: int = attrs.field(default=50, validator=from_one)
    email_domain: int = attrs.field(default=10, validator=from_one)


@attrs.frozen(kw_only=True)
class IdentifyRules:
    """
    How clues are read, what they are worth, and when one match is the one.

    Attributes:
        strengths: How much a clue of each kind is worth.

        other_role: In per cent, what is left of a clue for a role that it does not belong
            to: of an address at work for the same person as a consumer, of any clue for an
            account that is not the contact's home, and of an account's code or domain for
            whoever asks for an account below it.

        fold_case: Whether case does not count before the ``@`` of an e-mail address.

        untag: Whether ``ann+shop@example.org`` also finds ``ann@example.org``.

        match_domains: Whether an e-mail address tells the account that has its domain.

        free_mail: Domains that tell no account, whatever an account says.

        region: The country of telephone numbers that do not say so, as ISO 3166 alpha-2.

        lead: By how much the best match must lead for it to be the one.

        minimum: The least strength with which a match can be the one.

    Raises:
        DefinitionError: A share, lead or minimum cannot be, or a domain is none.
    """

    strengths: Strengths = attrs.field(factory=Strengths)
    other_role: int = attrs.field(default=50, validator=_share)
    fold_case: bool = True
    untag: bool = True
    match_domains: bool = True
    free_mail: frozenset[str] = attrs.field(factory=lambda: FREE_MAIL_DOMAINS, converter=_domains)
    region: str | None = attrs.field(default=None, validator=not_blank_if_given)
    lead: int = attrs.field(default=1, validator=from_one)
    minimum: int = attrs.field(default=1, validator=from_one)
