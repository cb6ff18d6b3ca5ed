"""
What is told apart by its tag, and what may also be a scalar.
"""

from typing import Any, Final, get_args

from csmcore import calendars, cases, contracts, customers, kernel, products, routing, sla

UNIONS: Final[tuple[tuple[Any, tuple[type, ...]], ...]] = (
    (
        kernel.CustomerRef,
        (kernel.AccountConsumerCustomer, kernel.AccountCustomer, kernel.ConsumerCustomer),
    ),
    (calendars.Calendar, (calendars.BusinessCalendar, calendars.CompositeCalendar)),
    (
        calendars.Calendar | calendars.FloatingCalendar,
        (calendars.BusinessCalendar, calendars.CompositeCalendar, calendars.FloatingCalendar),
    ),
    (calendars.Holiday | calendars.HolidayRule, (calendars.Holiday, calendars.HolidayRule)),
    (cases.CaseAction, get_args(cases.CaseAction)),
    (cases.CaseEvent, get_args(cases.CaseEvent)),
    (cases.LineSync, get_args(cases.LineSync)),
    (cases.Party, get_args(cases.Party)),
    (
        cases.EscalationAction,
        (
            cases.ChangeEscalation,
            cases.MoveEscalation,
            cases.NoteEscalation,
            cases.RequestEscalation,
        ),
    ),
    (
        cases.EscalationEvent,
        (
            cases.EscalationChanged,
            cases.EscalationMoved,
            cases.EscalationNoted,
            cases.EscalationRequested,
        ),
    ),
    (
        kernel.OwnerRef,
        (
            kernel.AccountConsumerOwner,
            kernel.AccountOwner,
            kernel.ConsumerOwner,
            kernel.HouseholdOwner,
        ),
    ),
    (contracts.Period, (contracts.CalendarPeriod, kernel.Term)),
    (contracts.UncoveredAnswer, (contracts.Bill, contracts.Courtesy, contracts.Refuse)),
    (
        contracts.RecordAnswer,
        (contracts.AlreadyRecorded, contracts.Recorded),
    ),
    (
        contracts.UsageEntry,
        (
            contracts.UnitsConsumed,
            contracts.UnitsExpired,
            contracts.UnitsGranted,
            contracts.UnitsReleased,
            contracts.UnitsReserved,
            contracts.UnitsReversed,
        ),
    ),
    (
        customers.Clue,
        (
            customers.EmailClue,
            customers.HandleClue,
            customers.LoginClue,
            customers.PhoneClue,
            customers.RegistrationCodeClue,
        ),
    ),
    (
        customers.Holder,
        (customers.AgentHolder, customers.ConsumerHolder, customers.ContactHolder),
    ),
    (
        customers.PersonRole,
        (
            customers.AccountConsumer,
            customers.Consumer,
            customers.Contact,
            customers.ContactRelation,
        ),
    ),
    (
        products.Affected,
        (
            products.ModelRef,
            products.ItemRef,
            products.SoldProductRef,
            kernel.AccountConsumerOwner,
            kernel.AccountOwner,
            kernel.ConsumerOwner,
            kernel.HouseholdOwner,
        ),
    ),
    (
        products.CharacteristicDefinition,
        (
            products.ChoiceCharacteristic,
            products.DateCharacteristic,
            products.NumberCharacteristic,
            products.TextCharacteristic,
            products.VersionCharacteristic,
        ),
    ),
    (routing.RoutingEvent, get_args(routing.RoutingEvent)),
    (
        cases.CaseEvent | routing.RoutingEvent | contracts.UsageEntry,
        get_args(cases.CaseEvent | routing.RoutingEvent | contracts.UsageEntry),
    ),
    (sla.Allowance, (sla.BusinessDays, sla.Deadline, sla.WorkingTime)),
)
"""
What is told apart by its tag, and by which ones.
"""

MIXED: Final[tuple[tuple[Any, tuple[type, ...]], ...]] = (
    (cases.Level, ()),
    (cases.Level | None, ()),
    (products.CharacteristicValue, (products.Quantity, products.Version)),
)
"""
What is either a scalar, or one of some classes that are told apart by their tag.
"""
