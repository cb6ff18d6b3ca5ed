"""
One sensible value of each kind, for examples: customers, products and what they are owed.

The account ``acme`` has a contact, ``nora``; it bought ``router``, which stands there as ``r1``; its
contract of 2026 covers its cases. The consumer ``max`` lives in the household ``home``. Ids are
the same each time.
"""

import datetime as dt
from typing import Final

from csmcore.contracts import CoverageRequest, Entitlement, EntitlementBook, Scope, ServiceContract
from csmcore.customers import (
    Account,
    AccountBook,
    Consumer,
    Contact,
    CustomerBook,
    Household,
    HouseholdBook,
    Membership,
    PeopleBook,
    Person,
)
from csmcore.kernel import (
    AccountCustomer,
    AccountId,
    AccountOwner,
    ConsumerId,
    ContactId,
    ContractId,
    DateSpan,
    InstallBaseItemId,
    PersonId,
    ProductModelId,
    SoldProductId,
)
from csmcore.products import InstallBaseItem, InstalledProduct, ProductBook, ProductModel, SoldProduct
from csmcore.testing.make._made import made

_ACME: Final = AccountId("acme")
_NORA: Final = PersonId("nora")
_MAX: Final = PersonId("max")
_ROUTER: Final = ProductModelId("router")
_YEAR: Final = DateSpan(dt.date(2026, 1, 1), dt.date(2027, 1, 1))


def account(**fields: object) -> Account:
    """
    The account ``acme``, a customer; fields of :class:`~csmcore.customers.Account` replace its own.
    """
    return made(Account, {"id": _ACME, "name": "Acme", "domains": ["acme.example"]}, fields)


def person(**fields: object) -> Person:
    """
    Nora, who is the contact; fields of :class:`~csmcore.customers.Person` replace hers.
    """
    return made(Person, {"id": _NORA, "name": "Nora Lie"}, fields)


def contact(**fields: object) -> Contact:
    """
    Nora's role at ``acme``; fields of :class:`~csmcore.customers.Contact` replace its own.
    """
    usual = {
        "id": ContactId("nora"),
        "person_id": _NORA,
        "account_id": _ACME,
        "emails": ["nora@acme.example"],
    }
    return made(Contact, usual, fields)


def consumer(**fields: object) -> Consumer:
    """
    Max's role as a consumer; fields of :class:`~csmcore.customers.Consumer` replace its own.
    """
    usual = {"id": ConsumerId("max"), "person_id": _MAX, "emails": ["max@mail.example"]}
    return made(Consumer, usual, fields)


def household(**fields: object) -> Household:
    """
    Where Max lives; fields of :class:`~csmcore.customers.Household` replace its own.
    """
    return made(Household, {"id": "home", "name": "Home", "head_id": ConsumerId("max")}, fields)


def customer_book(**fields: object) -> CustomerBook:
    """
    All of them; fields of :class:`~csmcore.customers.CustomerBook` replace whole parts.
    """
    home = household()
    usual = {
        "accounts": AccountBook([account()]),
        "people": PeopleBook(
            [person(), person(id=_MAX, name="Max Holm")],
            contacts=[contact()],
            consumers=[consumer()],
        ),
        "households": HouseholdBook([home], memberships=[Membership(home.id, ConsumerId("max"))]),
    }
    return made(CustomerBook, usual, fields)


def customer(**fields: object) -> AccountCustomer:
    """
    Nora for ``acme``; fields of :class:`~csmcore.kernel.AccountCustomer` replace them.
    """
    return made(AccountCustomer, {"account_id": _ACME, "contact_id": ContactId("nora")}, fields)


def product_model(**fields: object) -> ProductModel:
    """
    A router; fields of :class:`~csmcore.products.ProductModel` replace its own.
    """
    return made(ProductModel, {"id": _ROUTER, "name": "Router"}, fields)


def sold_product(**fields: object) -> SoldProduct:
    """
    The router that ``acme`` bought; fields of :class:`~csmcore.products.SoldProduct` replace its own.
    """
    usual = {
        "id": SoldProductId("sold-1"),
        "model_id": _ROUTER,
        "owner": AccountOwner(_ACME),
        "sold_on": dt.date(2026, 1, 15),
    }
    return made(SoldProduct, usual, fields)


def install_base_item(**fields: object) -> InstallBaseItem:
    """
    A router in use; fields of :class:`~csmcore.products.InstallBaseItem` replace its own.
    """
    usual = {
        "id": InstallBaseItemId("r1"),
        "model_id": _ROUTER,
        "owner": AccountOwner(_ACME),
        "installed_on": dt.date(2026, 1, 20),
    }
    return made(InstallBaseItem, usual, fields)


def product_book(**fields: object) -> ProductBook:
    """
    All of them, linked; fields of :class:`~csmcore.products.ProductBook` replace whole parts.
    """
    usual = {
        "models": [product_model()],
        "sold": [sold_product()],
        "items": [install_base_item()],
        "installed": [InstalledProduct(SoldProductId("sold-1"), InstallBaseItemId("r1"))],
    }
    # Who replaces the parts that a link joins gives the links as well.
    if {"sold", "items"} & fields.keys():
        usual["installed"] = []
    return made(ProductBook, usual, fields)


def contract(**fields: object) -> ServiceContract:
    """
    A year in force; fields of :class:`~csmcore.contracts.ServiceContract` replace its own.
    """
    usual = {
        "id": ContractId("contract-1"),
        "owner": AccountOwner(_ACME),
        "valid": _YEAR,
        "activated_on": dt.date(2025, 12, 15),
    }
    return made(ServiceContract, usual, fields)


def entitlement(**fields: object) -> Entitlement:
    """
    All cases of ``acme``; fields of :class:`~csmcore.contracts.Entitlement` replace its own.
    """
    usual = {
        "id": "support",
        "name": "Support",
        "scope": Scope(account_id=_ACME),
        "contract_id": ContractId("contract-1"),
    }
    return made(Entitlement, usual, fields)


def entitlement_book(**fields: object) -> EntitlementBook:
    """
    The entitlement and all it hangs under; arguments of ``EntitlementBook.of`` replace whole parts.
    """
    usual = {
        "entitlements": [entitlement()],
        "contracts": [contract()],
        "accounts": AccountBook([account()]),
        "products": product_book(),
    }
    return made(EntitlementBook.of, usual, fields)


def request(**fields: object) -> CoverageRequest:
    """
    Nora asks; fields of :class:`~csmcore.contracts.CoverageRequest` replace what is asked.
    """
    return made(CoverageRequest, {"customer": customer()}, fields)
