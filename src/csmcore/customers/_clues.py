"""
Clues: what is known of somebody before anybody knows who it is.
"""

from typing import TypeAlias, assert_never

import attrs

from csmcore.customers._keys import email_key, handle_key, login_key, phone_key, registration_key
from csmcore.kernel import not_blank, not_blank_if_given


@attrs.frozen
class EmailClue:
    """
    An e-mail address from which somebody wrote.

    Attributes:
        address: As it came, without a name before it.
    """

    address: str = attrs.field(validator=not_blank)

    def __str__(self) -> str:
        return f"e-mail address {self.address}"


@attrs.frozen
class PhoneClue:
    """
    A telephone number from which somebody called.

    Attributes:
        number: As it came.

        region: The country in which it was dialled, as ISO 3166 alpha-2, if that is known.
    """

    number: str = attrs.field(validator=not_blank)
    region: str | None = attrs.field(default=None, validator=not_blank_if_given, kw_only=True)

    def __str__(self) -> str:
        return f"telephone number {self.number}"


@attrs.frozen
class HandleClue:
    """
    A handle under which somebody wrote on a network.

    Attributes:
        network: The network, for example ``"mastodon"``.

        handle: The name there, with or without an ``@`` in front.
    """

    network: str = attrs.field(validator=not_blank)
    handle: str = attrs.field(validator=not_blank)

    def __str__(self) -> str:
        return f"handle {self.handle} on {self.network}"


@attrs.frozen
class LoginClue:
    """
    A login under which somebody is signed in.

    Attributes:
        login: As the host knows it; its case counts.
    """

    login: str = attrs.field(validator=not_blank)

    def __str__(self) -> str:
        return f"login {self.login}"


@attrs.frozen
class RegistrationCodeClue:
    """
    A registration code that somebody gave, to show to which account they belong.

    Attributes:
        code: As it was typed; case does not count.
    """

    code: str = attrs.field(validator=not_blank)

    def __str__(self) -> str:
        return f"registration code {self.code}"


Clue: TypeAlias = EmailClue | PhoneClue | HandleClue | LoginClue | RegistrationCodeClue
"""
A clue of any kind.
"""


def key_of(clue: Clue, *, region: str | None, fold: bool) -> str:
    """
    The key under which a clue is looked up.

    Args:
        clue: The clue.

        region: The country in which a number was dialled that does not say so itself.

        fold: Whether case does not count before the ``@`` of an e-mail address.

    Raises:
        DefinitionError: It cannot be read.

        ImportError: It is a number that only the extra ``csmcore[phone]`` can read.
    """
    match clue:
        case EmailClue():
            return email_key(clue.address, fold=fold)
        case PhoneClue():
            return phone_key(clue.number, region=clue.region or region)
        case HandleClue():
            return handle_key(clue.network, clue.handle)
        case LoginClue():
            return login_key(clue.login)
        case RegistrationCodeClue():
            return registration_key(clue.code)
        case _:
            assert_never(clue)
