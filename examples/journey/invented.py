"""
What the log does not tell, and is invented here: who the callers work for, what was agreed, who works.
"""

import datetime as dt
import math
from collections import Counter
from typing import Final

import attrs

from csmcore.calendars import ALWAYS, BusinessCalendar, CalendarBook
from csmcore.cases import CaseType, PriorityMatrix
from csmcore.contracts import (
    Bill,
    CalendarPeriod,
    Courtesy,
    Entitlement,
    EntitlementBook,
    Scope,
    ServiceContract,
    UncoveredPolicy,
    UncoveredRule,
    UsageAllowance,
)
from csmcore.customers import Account, AccountBook, Contact, CustomerBook, PeopleBook, Person
from csmcore.desk import DeskSetup
from csmcore.kernel import (
    AccountId,
    AccountOwner,
    AgentId,
    ContactId,
    ContractId,
    DateSpan,
    EntitlementId,
    GroupId,
    Money,
    PersonId,
    QueueId,
)
from csmcore.lifecycles import AGENT, CUSTOMER, Category, Lifecycle, Move, State
from csmcore.routing import Agent, Overflow, Pool, Queue, RoutingSetup
from csmcore.sla import Goal, SlaPolicy, SlaTarget, Threshold
from examples.journey.incidents import Size
from examples.real_log.reading import WAITING

ZONE: Final = "America/Sao_Paulo"
HOUR: Final = dt.timedelta(hours=1)
SAID: Final = """\
Real are the incidents: when they were opened, how urgent they were, how they moved and which group
had them. Invented are twenty customers for whom the callers work, their contracts and entitlements,
the promises, the office hours, five teams in place of the log's groups, and the agents."""

# --- customers: a caller works for one of twenty accounts -----------------------------------------

ACCOUNTS: Final = 20


def account_of(caller: int) -> AccountId:
    """For whom a caller works."""
    return AccountId(f"a{caller % ACCOUNTS:02}")


def address_of(caller: int) -> str:
    """From where a caller writes."""
    return f"caller-{caller}@{account_of(caller)}.example"


def customers(callers: frozenset[int]) -> CustomerBook:
    """Twenty accounts, and a contact for each caller."""
    return CustomerBook(
        accounts=AccountBook(Account(account_of(n), f"Account {n}") for n in range(ACCOUNTS)),
        people=PeopleBook(
            [Person(PersonId(f"p{n}"), f"Caller {n}") for n in sorted(callers)],
            contacts=[
                Contact(ContactId(f"c{n}"), PersonId(f"p{n}"), account_of(n), emails=[address_of(n)])
                for n in sorted(callers)
            ],
        ),
    )


# --- contracts: gold and silver, a pack of cases, a contract that ends, and nothing ---------------

START: Final = dt.date(2016, 1, 1)
LAPSES: Final = DateSpan.inclusive(START, dt.date(2016, 3, 31))
A_QUARTER: Final = UsageAllowance(15, period=CalendarPeriod(months=3))
KINDS: Final = ("gold", "silver", "silver", "pack", "lapsing", "none")
"""
What an account has, by its number; after the last it begins again.
"""


def kind_of(account: AccountId) -> str:
    """What was agreed with an account."""
    return KINDS[int(account[1:]) % len(KINDS)]


def agreed(calendars: CalendarBook) -> EntitlementBook:
    """All that was agreed."""
    contracts, entitlements = [], []
    for number in range(ACCOUNTS):
        account = account_of(number)
        kind = kind_of(account)
        if kind == "none":
            continue
        valid = LAPSES if kind == "lapsing" else DateSpan(START)
        contract_id = ContractId(f"{account}-contract")
        contracts.append(
            ServiceContract(
                contract_id,
                owner=AccountOwner(account),
                valid=valid,
                zone=ZONE,
                activated_on=dt.date(2015, 12, 1),
            )
        )
        entitlements.append(
            Entitlement(
                EntitlementId(f"{account}-{kind}"),
                kind,
                scope=Scope(account_id=account),
                contract_id=contract_id,
                allowance=A_QUARTER if kind == "pack" else None,
                policy={"lapsing": "gold", "pack": "standard"}.get(kind, kind),
            )
        )
    return EntitlementBook.of(entitlements, contracts=contracts, calendars=calendars, zone=ZONE)


OURSELVES: Final = account_of(17)
UNCOVERED: Final = UncoveredPolicy(
    [UncoveredRule(Courtesy(policy="standard"), Scope(account_id=OURSELVES), "our own people")],
    otherwise=Bill(Money(90, "EUR"), per="case", policy="standard"),
)

# --- what is promised -----------------------------------------------------------------------------

OFFICE: Final = BusinessCalendar("office", ZONE, "mon-fri 08:00-18:00")
CALENDARS: Final = CalendarBook((OFFICE, ALWAYS), default="office")
RESPONSE: Final = SlaTarget("response", start="category = new", stop="category != new")
RESOLUTION: Final = SlaTarget(
    "resolution",
    start="category not in (resolved, closed)",
    stop="category in (resolved, closed)",
    pauses={
        "customer": "category = waiting_on_customer",
        "others": "category = waiting_on_third_party",
    },
    again="continue",
    calendar_changes="follow",
    thresholds=[Threshold.at(75)],
)


def promise(name: str, response: int, *resolution: int) -> SlaPolicy:
    """A response within some hours, and a resolution by priority; critical ones day and night."""
    critical, *others, least = (hours * HOUR for hours in resolution)
    goals = [
        Goal(critical, "priority = 1", calendar="always"),
        *(Goal(each, f"priority = {level}") for level, each in enumerate(others, 2)),
        Goal(least),
    ]
    targets = [RESPONSE.within(response * HOUR), RESOLUTION.within(goals)]
    return SlaPolicy(name, targets, calendar="office")


POLICIES: Final = (
    promise("gold", 1, 4, 8, 20, 40),
    promise("silver", 4, 8, 16, 30, 50),
    promise("standard", 8, 12, 24, 60, 100),
)

# --- how incidents move: as those of the log did, but for what was closed ---------------------------

OPEN: Final = ("New", "Active", *WAITING)
LIFECYCLE: Final = Lifecycle(
    "incident",
    states=(
        State("New", category=Category.NEW),
        State("Active", category=Category.ACTIVE),
        State(WAITING[0], category=Category.WAITING_ON_CUSTOMER),
        *(State(each, category=Category.WAITING_ON_THIRD_PARTY) for each in WAITING[1:]),
        State("Resolved", category=Category.RESOLVED),
        State("Closed", category=Category.CLOSED),
    ),
    moves=(
        Move(tuple(each for each in OPEN if each != "Active"), "take up", "Active", by=AGENT),
        *(
            Move(tuple(each for each in OPEN if each != wait), f"wait: {wait}", wait, by=AGENT)
            for wait in WAITING
        ),
        Move(OPEN, "resolve", "Resolved", by=AGENT, requires=("resolution_code",)),
        Move("Resolved", "reopen", "Active", by=(AGENT, CUSTOMER)),
        Move((*OPEN, "Resolved"), "close", "Closed", by=AGENT),
    ),
    initial="New",
    final="Closed",
)
LEVELS: Final = ("high", "medium", "low")
MATRIX: Final = PriorityMatrix(
    "the log's", impacts=LEVELS, urgencies=LEVELS, priorities=((1, 2, 3), (2, 3, 4), (3, 4, 4))
)
INCIDENT: Final = CaseType("incident", lifecycle=LIFECYCLE, matrix=MATRIX)

# --- who works ------------------------------------------------------------------------------------

TEAMS: Final = ("front", "devices", "network", "business", "accounts")
ON_CALL: Final = GroupId("on call")
FRONT: Final = 70  # the log's largest group
A_WEEK: Final = 6  # new incidents for each agent
CAPACITY: Final = 12
EARLY: Final = BusinessCalendar("early", ZONE, "mon-fri 07:00-16:00")
LATE: Final = BusinessCalendar("late", ZONE, "mon-fri 09:30-18:30")


def team_of(group: int | None) -> GroupId:
    """Which team stands for a group of the log."""
    if group is None or group == FRONT:
        return GroupId(TEAMS[0])
    return GroupId(TEAMS[1 + group % (len(TEAMS) - 1)])


def staff(size: Size, a_week: float) -> tuple[Agent, ...]:
    """As many agents as there is work, in two shifts; a few of them on call day and night."""
    share: Counter[str] = Counter()
    for group, number in size.groups.items():
        share[team_of(group)] += number
    made = [
        Agent(AgentId(f"on-call-{number}"), groups=[ON_CALL], capacity=CAPACITY)
        for number in range(1, 3 + math.ceil(a_week / 200))
    ]
    for team in TEAMS:
        heads = 2 + math.ceil(a_week * share[team] / size.incidents / A_WEEK)
        made += [
            Agent(
                AgentId(f"{team}-{number:02}"),
                groups=[GroupId(team)],
                shift=(EARLY, LATE)[number % 2],
                capacity=CAPACITY,
            )
            for number in range(1, heads + 1)
        ]
    return tuple(made)


URGENT: Final = QueueId("urgent")
ROUTING: Final = RoutingSetup(
    queues=[
        Queue(
            URGENT,
            when="priority in (1, 2)",
            priority=1,
            pools=[Pool(groups=ON_CALL)],
            strategy="least_loaded",
        ),
        *(
            Queue(
                QueueId(team),
                when=f"group = {team}",
                priority=2,
                pools=[Pool(groups=GroupId(team))],
                strategy="round_robin" if team == "front" else "least_loaded",
                overflow=None if team == "front" else Overflow(QueueId("front"), 24 * HOUR),
            )
            for team in TEAMS
        ),
    ],
    routable="category not in (resolved, closed)",
)

SETUP: Final = DeskSetup(
    "journey",
    zone=ZONE,
    case_types=[INCIDENT],
    calendars=CALENDARS,
    policies=POLICIES,
    uncovered=UNCOVERED,
    routing=ROUTING,
)


@attrs.frozen
class World:
    """What is invented for a log of some size."""

    directory: CustomerBook
    book: EntitlementBook
    agents: tuple[Agent, ...]

    @classmethod
    def of(cls, size: Size, a_week: float) -> "World":
        """Customers for its callers, and agents for its work."""
        return cls(customers(size.callers), agreed(CALENDARS), staff(size, a_week))
