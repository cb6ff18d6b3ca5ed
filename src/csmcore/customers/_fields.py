"""
What the fields of several entities have in common: lists of addresses, and attributes of one's own.
"""

from collections.abc import Callable, Iterable

from csmcore.customers._keys import domain_key, email_key, is_e164, login_key
from csmcore.errors import DefinitionError, DuplicateError


def texts(values: Iterable[str]) -> tuple[str, ...]:
    """
    A converter: some texts, none blank; one text alone is refused, since it is letters.

    Raises:
        DefinitionError: One is no text, or blank.
    """
    if isinstance(values, str):
        message = f"{values!r} is one text, and several are meant; give a list of them"
        raise DefinitionError(message)
    made = tuple(values)
    for each in made:
        if not isinstance(each, str) or not each.strip():
            message = f"{each!r} stands among texts; each must be a text that is not blank"
            raise DefinitionError(message)
    return made


def once(what: str, values: tuple[str, ...], key: Callable[[str], str]) -> tuple[str, ...]:
    """
    The texts, each by its key only once.

    Raises:
        DuplicateError: Two have one key.
    """
    seen: set[str] = set()
    for each in values:
        if key(each) in seen:
            raise DuplicateError(what, each)
        seen.add(key(each))
    return values


def emails(values: Iterable[str]) -> tuple[str, ...]:
    """
    A converter: e-mail addresses, held as they are spelled.

    Raises:
        DefinitionError: One is no address.

        DuplicateError: Two differ only in spelling.
    """
    return once("e-mail address", texts(values), email_key)


def phones(values: Iterable[str]) -> tuple[str, ...]:
    """
    A converter: telephone numbers in E.164, so that nobody has to guess their country later.

    Raises:
        DefinitionError: One is spelled otherwise; ``phone_key`` makes it right.

        DuplicateError: One is there twice.
    """
    made = texts(values)
    for each in made:
        if not is_e164(each):
            message = (
                f"{each!r} is not spelled as in E.164, such as '+31201234567'; "
                "phone_key(number, region=...) spells it so"
            )
            raise DefinitionError(message)
    return once("telephone number", made, str)


def domains(values: Iterable[str]) -> tuple[str, ...]:
    """
    A converter: domains, in lower case.

    Raises:
        DefinitionError: One is no domain.

        DuplicateError: One is there twice.
    """
    return once("domain", tuple(map(domain_key, texts(values))), str)


def logins(values: Iterable[str]) -> tuple[str, ...]:
    """
    A converter: logins, each once.

    Raises:
        DuplicateError: One is there twice.
    """
    return once("login", texts(values), login_key)
