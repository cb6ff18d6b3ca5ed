"""
Where units come from: the amount of a period, a grant, or beyond both.
"""

import datetime as dt
import enum

import attrs

from csmcore.contracts._amounts import Amount, told
from csmcore.kernel import DateSpan, Money


class BucketKind(enum.StrEnum):
    """
    Where units come from: what a period includes, what was granted on top, or beyond both.
    """

    PERIOD = "period"
    GRANT = "grant"
    OVERAGE = "overage"


@attrs.frozen(kw_only=True)
class Bucket:
    """
    Units that are used together and lapse together.

    Attributes:
        kind: Where they come from.

        period: The period that includes them, or in which they were used beyond it; for a
            grant, from when until when it may be used.

        until: First date on which they cannot be used any more; ``None`` when there is none.

        key: The key of the grant.
    """

    kind: BucketKind = attrs.field(kw_only=False)
    period: DateSpan = attrs.field(kw_only=False)
    until: dt.date | None = None
    key: str | None = None

    def __str__(self) -> str:
        match self.kind:
            case BucketKind.PERIOD:
                return f"included {self.period}"
            case BucketKind.GRANT:
                return f"granted as {self.key!r}, {self.period}"
            case BucketKind.OVERAGE:
                return f"beyond what is included {self.period}"


@attrs.frozen
class Draw:
    """
    How much of a bucket was used, or is held.

    Attributes:
        bucket: Which one.

        amount: How much.

        charge: What it costs, where it is beyond what is included and has a rate.
    """

    bucket: Bucket
    amount: Amount
    charge: Money | None = None

    def __str__(self) -> str:
        charge = "" if self.charge is None else f" for {self.charge}"
        return f"{told(self.amount)}{charge}, {self.bucket}"


@attrs.frozen(kw_only=True)
class BucketBalance:
    """
    How a bucket stands: what it was given is used, held, lapsed or left.

    Attributes:
        bucket: Which one.

        given: How much there was at first; nothing for what is beyond.

        used: How much of it was used.

        reserved: How much is held for cases.

        expired: How much lapsed or was written off.

        left: How much can be used. Nothing for what is beyond.
    """

    bucket: Bucket
    given: Amount
    used: Amount
    reserved: Amount
    expired: Amount
    left: Amount
