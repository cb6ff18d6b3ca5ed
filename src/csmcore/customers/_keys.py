"""
Keys: one spelling for all the spellings of an address, so that a host can index them.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable
from typing import Final, TypeVar

from csmcore.errors import DefinitionError

_Entity = TypeVar("_Entity")

_E164: Final = re.compile(r"\+[1-9]\d{1,14}", re.ASCII)
_DOMAIN: Final = re.compile(r"[^\s@.,;:<>()\[\]\"]+(\.[^\s@.,;:<>()\[\]\"]+)+")


def email_key(address: str, *, fold: bool = True) -> str:
    """
    An e-mail address in the one spelling under which it is looked up.

    Blanks around it are dropped, its letters composed (NFC) and the domain put in lower
    case. What stands before the ``@`` is by the letter of RFC 5321 a matter of case, and
    in practice nowhere.

    Args:
        address: The address alone, without a name before it.

        fold: Whether the part before the ``@`` is put in lower case too.

    Raises:
        DefinitionError: It is no address.
    """
    local, at, domain = _composed(address).rpartition("@")
    good = at and local and not re.search(r"[\s@<>]", local) and _is_domain(domain)
    if not good:
        message = f"{address!r} is no e-mail address; give it alone, such as 'ann@example.org'"
        raise DefinitionError(message)
    return f"{local.lower() if fold else local}@{domain_key(domain)}"


def untagged(key: str) -> str | None:
    """
    The key of the address that a tag was added to, or ``None`` when it has no tag.

    ``ann+shop@example.org`` is delivered to ``ann@example.org``. Source: RFC 5233.
    """
    local, _, domain = key.rpartition("@")
    user, plus, _ = local.partition("+")
    return f"{user}@{domain}" if plus and user else None


def domain_key(domain: str) -> str:
    """
    A domain in the one spelling under which it is looked up: lower case, no dot at its end.

    Raises:
        DefinitionError: It is no domain.
    """
    key = _composed(domain).lower().removesuffix(".")
    if not _is_domain(key):
        message = f"{domain!r} is no domain; give it alone, such as 'example.org'"
        raise DefinitionError(message)
    return key


def phone_key(number: str, *, region: str | None = None) -> str:
    """
    A telephone number in the international spelling of E.164: ``+31201234567``.

    A number that is spelled so already is taken as it is. Any other is read by the
    ``phonenumbers`` package (extra ``csmcore[phone]``); an extension is dropped.

    Args:
        number: The number, in any spelling.

        region: The country in which it was dialled, as ISO 3166 alpha-2, for numbers
            without a country in front.

    Raises:
        DefinitionError: It is no number, or needs a region.

        ImportError: It has to be read, and the extra is not installed.
    """
    spelled = _composed(number)
    if is_e164(spelled):
        return spelled
    try:
        import phonenumbers  # noqa: PLC0415  # an extra, and slow to load
    except ImportError as error:
        message = f"{number!r} is not in E.164, and reading it needs: pip install 'csmcore[phone]'"
        raise ImportError(message) from error
    where = "any region" if region is None else f"region {region}"
    try:
        read = phonenumbers.parse(spelled, region)
    except phonenumbers.NumberParseException:
        message = (
            f"{number!r} is no telephone number in {where}; give it with its country, "
            "such as '+31 20 123 4567', or with the region in which it was dialled"
        )
        raise DefinitionError(message) from None
    if not phonenumbers.is_possible_number(read):
        message = f"{number!r} is no telephone number in {where}: it is too short or too long"
        raise DefinitionError(message)
    return phonenumbers.format_number(read, phonenumbers.PhoneNumberFormat.E164)


def is_e164(number: str) -> bool:
    """
    Whether a telephone number is spelled as in E.164: a plus and up to fifteen digits.
    """
    return _E164.fullmatch(number) is not None


def handle_key(network: str, handle: str) -> str:
    """
    A handle on a network in the one spelling under which it is looked up.

    Case does not count, nor does an ``@`` in front: ``handle_key("X", "@Ann")`` is
    ``"x:ann"``.

    Raises:
        DefinitionError: Network or handle is blank.
    """
    where, who = _composed(network).lower(), _composed(handle).lower().removeprefix("@")
    if not where or not who:
        message = f"{handle!r} on {network!r} is no handle; neither may be blank"
        raise DefinitionError(message)
    return f"{where}:{who}"


def login_key(login: str) -> str:
    """
    A login in the one spelling under which it is looked up; its case counts.

    Raises:
        DefinitionError: It is blank.
    """
    return _not_blank("login", login)


def registration_key(code: str) -> str:
    """
    A registration code in the one spelling under which it is looked up; case does not count.

    Raises:
        DefinitionError: It is blank.
    """
    return _not_blank("registration code", code).upper()


def _not_blank(what: str, text: str) -> str:
    made = _composed(text)
    if not made:
        message = f"{text!r} is no {what}; it must not be blank"
        raise DefinitionError(message)
    return made


def _composed(text: str) -> str:
    if not isinstance(text, str):
        message = f"{text!r} is no text"
        raise DefinitionError(message)
    return unicodedata.normalize("NFC", text).strip()


def _is_domain(text: str) -> bool:
    return _DOMAIN.fullmatch(text.removesuffix(".")) is not None


def by_key(
    entities: Iterable[_Entity], keys_of: Callable[[_Entity], Iterable[str]]
) -> dict[str, tuple[_Entity, ...]]:
    """
    Entities by each of their keys, in the order in which they came.
    """
    found: dict[str, list[_Entity]] = {}
    for each in entities:
        for key in dict.fromkeys(keys_of(each)):
            found.setdefault(key, []).append(each)
    return {key: tuple(listed) for key, listed in found.items()}
