"""
Every error that csmcore raises, in one tree.

::

    CsmError
    ├── DefinitionError            a value was built wrong                (ValueError)
    │   ├── NaiveInstantError      an instant without a zone
    │   ├── InexactInstantError    an instant finer than a microsecond
    │   ├── UnknownZoneError       no such zone in the zone database      (LookupError)
    │   ├── ZoneNeededError        several zones, and none was named
    │   ├── TextError              a text does not parse, with the column
    │   ├── OrderError             an end before its start
    │   │   └── PastError          an instant before the last event
    │   ├── WindowError            opening hours that cannot be
    │   ├── RuleError              a rule for dates that cannot be
    │   ├── ConditionError         a condition that does not fit the facts
    │   ├── PolicyError            a policy that contradicts itself
    │   ├── LifecycleError         a lifecycle that cannot be used
    │   ├── CaseTypeError          a type of cases that contradicts itself
    │   ├── ContractError          a contract that contradicts itself
    │   ├── EntitlementError       it does not fit what it hangs under
    │   ├── DuplicateError         two values under one name
    │   ├── OwnerError             no owner, or two kinds of it
    │   ├── UnitError              two units that do not go together
    │   ├── CycleError             something is above itself
    │   ├── UnknownReferenceError  it names what does not exist           (LookupError)
    │   ├── RoutingError           queues use what is not there
    │   ├── ExtensionFailedError   an extension failed, where that is strict
    │   ├── CharacteristicError    an item does not fit its model
    │   ├── DeskError              a desk's setup cannot do what it says
    │   ├── PluginError            a plugin that cannot be registered
    │   └── OverlapError           two stretches that must not overlap
    ├── RefusedError               the domain says no
    │   ├── HorizonError           beyond what a calendar can answer for  (ValueError)
    │   ├── NoWorkingTimeError     a calendar does not open (enough)      (LookupError)
    │   ├── NoTransitionError      a calendar does not open or close      (LookupError)
    │   ├── LateChangeError        a change before what was counted       (ValueError)
    │   ├── MoveRefusedError       an action that is not allowed now
    │   ├── CaseRefusedError       an action that a case does not take
    │   ├── ClosedCaseError        the case is over, and only read
    │   ├── BalanceError           more is wanted than is left            (ValueError)
    │   ├── KeyConflictError       one key, and two different entries     (ValueError)
    │   ├── SequenceError          somebody else was faster               (ValueError)
    │   ├── OfferRefusedError      an answer to an offer that is not theirs, or over
    │   ├── UnknownNameError       nothing goes by that name              (LookupError)
    │   ├── UnknownIdError         nothing has that id                    (LookupError)
    │   ├── NotMemberError         not in that household then             (LookupError)
    │   ├── RelationRefusedError   accounts that cannot be related so     (ValueError)
    │   ├── TransferError          a sold product cannot change hands     (ValueError)
    │   └── UndecidedError         nothing was chosen, and why            (LookupError)
    └── DataError                  a document does not fit                (ValueError)
        └── DocumentError          its problems, each with its path

Each error keeps its facts as fields, pickles, is also the builtin that a caller would
already catch, and says in one sentence what was wrong and what would be right.
"""

from csmcore.errors._cases import CaseRefusedError, CaseTypeError, ClosedCaseError
from csmcore.errors._definition import (
    CharacteristicError,
    ConditionError,
    ContractError,
    CycleError,
    DuplicateError,
    EntitlementError,
    InexactInstantError,
    NaiveInstantError,
    OrderError,
    OverlapError,
    OwnerError,
    PolicyError,
    RuleError,
    TextError,
    UnitError,
    UnknownReferenceError,
    WindowError,
)
from csmcore.errors._desk import DeskError
from csmcore.errors._document import (
    DocumentError,
)
from csmcore.errors._lifecycles import LifecycleError, MoveRefusedError
from csmcore.errors._past import PastError
from csmcore.errors._plugins import ExtensionFailedError, PluginError, RoutingError
from csmcore.errors._refused import (
    BalanceError,
    HorizonError,
    KeyConflictError,
    LateChangeError,
    NotMemberError,
    NoTransitionError,
    NoWorkingTimeError,
    OfferRefusedError,
    RelationRefusedError,
    SequenceError,
    TransferError,
    UndecidedError,
    UnknownIdError,
    UnknownNameError,
)
from csmcore.errors._root import (
    CsmError,
    DataError,
    DefinitionError,
    RefusedError,
)
from csmcore.errors._zones import UnknownZoneError, ZoneNeededError

__all__ = [
    "BalanceError",
    "CaseRefusedError",
    "CaseTypeError",
    "CharacteristicError",
    "ClosedCaseError",
    "ConditionError",
    "ContractError",
    "CsmError",
    "CycleError",
    "DataError",
    "DefinitionError",
    "DeskError",
    "DocumentError",
    "DuplicateError",
    "EntitlementError",
    "ExtensionFailedError",
    "HorizonError",
    "InexactInstantError",
    "KeyConflictError",
    "LateChangeError",
    "LifecycleError",
    "MoveRefusedError",
    "NaiveInstantError",
    "NoTransitionError",
    "NoWorkingTimeError",
    "NotMemberError",
    "OfferRefusedError",
    "OrderError",
    "OverlapError",
    "OwnerError",
    "PastError",
    "PluginError",
    "PolicyError",
    "RefusedError",
    "RelationRefusedError",
    "RoutingError",
    "RuleError",
    "SequenceError",
    "TextError",
    "TransferError",
    "UndecidedError",
    "UnitError",
    "UnknownIdError",
    "UnknownNameError",
    "UnknownReferenceError",
    "UnknownZoneError",
    "WindowError",
    "ZoneNeededError",
]
