"""
What may be done with an agreement in which standing, as data.
"""

from typing import Final

from csmcore.contracts._standing import Standing
from csmcore.lifecycles import SYSTEM, Lifecycle, Move

CONTRACT: Final = Lifecycle(
    "contract",
    states={each.value: each.value for each in Standing},
    moves=(
        Move(None, "create", "draft"),
        Move(None, "renew", "draft", when="until is set and cancelled = false"),
        Move("draft", "activate", "active", when="activated = false and over = false"),
        Move("draft", "start", "active", by=SYSTEM),
        Move("active", "suspend", "suspended", requires="reason"),
        Move("suspended", "resume", "active", when="own_suspension = true"),
        Move("draft", "resume", "draft", when="own_suspension = true"),
        *(Move(each, "amend", each) for each in ("draft", "active", "suspended")),
        Move(
            ("draft", "active", "suspended"),
            "cancel",
            "cancelled",
            when="cancelled = false",
            requires="reason",
        ),
        *(
            Move(each, "reinstate", each, when="cancelled = true")
            for each in ("draft", "active", "suspended")
        ),
        Move(("active", "suspended"), "expire", "expired", by=SYSTEM),
    ),
    final=("expired", "cancelled"),
)
"""
The lifecycle of contracts, of their lines and of entitlements.

Nobody starts or expires an agreement: its dates do. A renewal begins another contract, so its
move has no source, and is asked about the contract that it renews. Source: ServiceNow,
"Create a service contract" and "Renew a contract", for what is allowed when.

The facts that it asks about: ``until``, the date on which it ends; ``over``, whether that is
past; ``activated`` and ``cancelled``, whether anybody has done so, for whichever date;
``own_suspension``, whether it is suspended itself and not only what it hangs under.
"""
