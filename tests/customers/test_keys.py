"""
Keys: all the spellings of one address lead to one key.
"""

import subprocess
import sys

import pytest

from csmcore.customers import (
    domain_key,
    email_key,
    handle_key,
    login_key,
    phone_key,
    registration_key,
)
from csmcore.errors import DefinitionError


@pytest.mark.parametrize(
    ("spelled", "key"),
    [
        ("ann@example.org", "ann@example.org"),
        (" Ann@Example.ORG. ", "ann@example.org"),
        ("ann+shop@example.org", "ann+shop@example.org"),
        ("zoe\u0308@cafe\u0301.example", "zo\u00eb@caf\u00e9.example"),
        ("a'b/c=d@x.y.z.example", "a'b/c=d@x.y.z.example"),
        ("STRASSE@x.org", "strasse@x.org"),
        ("Stra\u00dfe@x.org", "stra\u00dfe@x.org"),
    ],
)
def test_an_email_address_has_one_key(spelled: str, key: str) -> None:
    """
    Case, blanks, a dot at the end and the way letters are composed do not count.
    """
    assert email_key(spelled) == key
    assert email_key(key) == key


def test_case_may_count_before_the_at_and_never_after() -> None:
    """
    RFC 5321 leaves the part before the @ to the receiver; a domain has no case.
    """
    assert email_key("Ann@Example.ORG", fold=False) == "Ann@example.org"


@pytest.mark.parametrize(
    "text",
    ["", "ann", "@example.org", "ann@", "ann@localhost", "a b@x.org", "Ann <ann@x.org>", "a@b@x.org"],
)
def test_what_is_no_email_address_is_refused(text: str) -> None:
    """
    The error shows what came.
    """
    with pytest.raises(DefinitionError, match="is no e-mail address; give it alone"):
        email_key(text)


def test_other_keys() -> None:
    """
    Domains, handles and codes have no case; a login's counts.
    """
    assert domain_key(" ACME.Example. ") == "acme.example"
    assert handle_key("X", "@Ann") == handle_key("x", "ann ") == "x:ann"
    assert registration_key(" ab-1 ") == "AB-1"
    assert login_key(" Ann ") == "Ann"
    for make in (registration_key, login_key):
        with pytest.raises(DefinitionError, match="must not be blank"):
            make(" ")
    with pytest.raises(DefinitionError, match="'acme' is no domain"):
        domain_key("acme")
    with pytest.raises(DefinitionError, match="7 is no text"):
        login_key(7)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("number", "region", "key"),
    [
        # Source: the README of google/libphonenumber and of python-phonenumbers.
        ("044 668 18 00", "CH", "+41446681800"),
        ("+442083661177", None, "+442083661177"),
        ("020 8366 1177", "GB", "+442083661177"),
        # Source: the ranges that Ofcom and the NANP keep for drama.
        ("020 7946 0958", "GB", "+442079460958"),
        ("(212) 555-0123", "US", "+12125550123"),
        ("011 44 20 7946 0958", "US", "+442079460958"),
        ("+44 (0)20 7946 0958 ext. 7", None, "+442079460958"),
        ("tel:+44-20-7946-0958", None, "+442079460958"),
        # In Italy the zero stays.
        ("06 1234 5678", "IT", "+390612345678"),
    ],
)
def test_a_telephone_number_has_one_key(number: str, region: str | None, key: str) -> None:
    """
    The spelling of E.164, from whatever people write.
    """
    pytest.importorskip("phonenumbers")

    assert phone_key(number, region=region) == key
    assert phone_key(key) == key


@pytest.mark.parametrize(
    ("number", "region", "problem"),
    [
        ("anonymous", None, "in any region; give it with its country"),
        ("020 7946 0958", None, "in any region"),
        ("020", "GB", "in region GB: it is too short or too long"),
        ("+44 20 7946 0958 0958 0958", None, "is no telephone number"),
    ],
)
def test_what_is_no_telephone_number_is_refused(number: str, region: str | None, problem: str) -> None:
    """
    The error says for which region it was read, and what would help.
    """
    pytest.importorskip("phonenumbers")

    with pytest.raises(DefinitionError, match=problem):
        phone_key(number, region=region)


def test_the_package_for_numbers_is_loaded_only_with_the_first_one_to_read() -> None:
    """
    Importing customers, and reading a number in E.164, loads nothing heavy.
    """
    program = (
        "import sys; from csmcore.customers import phone_key; phone_key('+442079460958'); "
        "print('phonenumbers' in sys.modules)"
    )
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert told.stdout.strip() == "False"


def test_without_the_extra_only_e164_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """
    The error names the extra, on one line.
    """
    monkeypatch.setitem(sys.modules, "phonenumbers", None)

    assert phone_key("+442079460958") == "+442079460958"
    with pytest.raises(ImportError, match=r"^'020 7946 0958' .*pip install 'csmcore\[phone\]'$"):
        phone_key("020 7946 0958", region="GB")
