"""
Who the customer is: accounts, people and their roles, households, and who is behind a clue.

A person is one identity, and their roles stand beside it: contact of an account, consumer, or
both. Directories say what is asked of a host's database; books answer the same from memory.
"""

from csmcore.customers._account_book import (
    AccountBook,
)
from csmcore.customers._accounts import (
    Account,
    AccountRole,
    Tier,
)
from csmcore.customers._addresses import (
    Address,
    AddressKind,
)
from csmcore.customers._clues import (
    Clue,
    EmailClue,
    HandleClue,
    LoginClue,
    PhoneClue,
    RegistrationCodeClue,
)
from csmcore.customers._customer_book import (
    CustomerBook,
    CustomerRecord,
)
from csmcore.customers._directories import (
    AccountDirectory,
    CustomerDirectory,
    HouseholdDirectory,
    OrganizationDirectory,
    PeopleDirectory,
)
from csmcore.customers._household_book import (
    HouseholdBook,
)
from csmcore.customers._households import (
    Household,
    Membership,
    join,
    leave,
)
from csmcore.customers._identification import (
    CustomerMatch,
    Identification,
)
from csmcore.customers._identify import (
    identify,
)
from csmcore.customers._keys import (
    domain_key,
    email_key,
    handle_key,
    login_key,
    phone_key,
    registration_key,
)
from csmcore.customers._organization_book import (
    OrganizationBook,
)
from csmcore.customers._organizations import (
    Group,
    Location,
    ServiceOrganization,
)
from csmcore.customers._people import (
    AccountConsumer,
    AccountConsumerKind,
    Consumer,
    Contact,
    ContactRelation,
    Person,
    PersonRole,
    SocialHandle,
)
from csmcore.customers._people_book import (
    PeopleBook,
)
from csmcore.customers._questions import (
    households_on,
    is_inside,
    members_on,
    root,
)
from csmcore.customers._relations import (
    AccountRelation,
    RelationType,
    RelationView,
    relate,
    view,
)
from csmcore.customers._responsibilities import (
    ACCOUNT_MANAGER,
    AUTHORIZED_REPRESENTATIVE,
    RELATIONSHIP_MANAGER,
    SHIPPED_RESPONSIBILITIES,
    AgentHolder,
    Assignment,
    ConsumerHolder,
    ContactHolder,
    Holder,
    HolderKind,
    Responsibility,
)
from csmcore.customers._responsibility_book import (
    ResponsibilityBook,
)
from csmcore.customers._rules import (
    FREE_MAIL_DOMAINS,
    IdentifyRules,
    Strengths,
)

__all__ = [
    "ACCOUNT_MANAGER",
    "AUTHORIZED_REPRESENTATIVE",
    "FREE_MAIL_DOMAINS",
    "RELATIONSHIP_MANAGER",
    "SHIPPED_RESPONSIBILITIES",
    "Account",
    "AccountBook",
    "AccountConsumer",
    "AccountConsumerKind",
    "AccountDirectory",
    "AccountRelation",
    "AccountRole",
    "Address",
    "AddressKind",
    "AgentHolder",
    "Assignment",
    "Clue",
    "Consumer",
    "ConsumerHolder",
    "Contact",
    "ContactHolder",
    "ContactRelation",
    "CustomerBook",
    "CustomerDirectory",
    "CustomerMatch",
    "CustomerRecord",
    "EmailClue",
    "Group",
    "HandleClue",
    "Holder",
    "HolderKind",
    "Household",
    "HouseholdBook",
    "HouseholdDirectory",
    "Identification",
    "IdentifyRules",
    "Location",
    "LoginClue",
    "Membership",
    "OrganizationBook",
    "OrganizationDirectory",
    "PeopleBook",
    "PeopleDirectory",
    "Person",
    "PersonRole",
    "PhoneClue",
    "RegistrationCodeClue",
    "RelationType",
    "RelationView",
    "Responsibility",
    "ResponsibilityBook",
    "ServiceOrganization",
    "SocialHandle",
    "Strengths",
    "Tier",
    "domain_key",
    "email_key",
    "handle_key",
    "households_on",
    "identify",
    "is_inside",
    "join",
    "leave",
    "login_key",
    "members_on",
    "phone_key",
    "registration_key",
    "relate",
    "root",
    "view",
]
