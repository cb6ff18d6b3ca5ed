"""
A ledger that is slow and obvious: each unit is a token, and every day is lived through.

Written from the rules in words. A token is one case, or one hour; it is free, held by a
reservation, used by a consumption, or gone.
"""

import dataclasses
import datetime as dt
from typing import Final

from dateutil.relativedelta import relativedelta

DAY: Final = dt.timedelta(days=1)


@dataclasses.dataclass(frozen=True)
class Deal:
    """
    What was agreed, in plain numbers.
    """

    start_on: dt.date
    until: dt.date | None
    amount: int
    months: int | None = None
    from_january: bool = False
    rolls: bool = False
    cap: int | None = None
    periods: int | None = 1
    beyond: bool = False

    def starts(self, last: dt.date) -> list[dt.date]:
        """
        The first dates of the periods, some of them after the last date.
        """
        if self.months is None:
            return [self.start_on]
        found, number = [self.start_on], 1
        while found[-1] <= last + dt.timedelta(days=1500):
            if self.from_january:
                day = found[-1] + DAY
                while day.day != 1 or (day.month - 1) % self.months:
                    day += DAY
                found.append(day)
            else:
                found.append(self.start_on + relativedelta(months=number * self.months))
            number += 1
        return found


@dataclasses.dataclass(frozen=True)
class Told:
    """
    An entry in plain words: what, under which key, on which day, how much, of which other.
    """

    what: str
    key: str
    day: dt.date
    amount: int | None = None
    of: str | None = None
    expires_on: dt.date | None = None


@dataclasses.dataclass(eq=False)
class Token:
    """
    One unit.
    """

    kind: str
    start_on: dt.date
    until: dt.date | None
    name: str
    state: str = "free"


@dataclasses.dataclass
class Life:
    """
    What became of all tokens until a day.
    """

    deal: Deal
    tokens: list[Token] = dataclasses.field(default_factory=list)
    held: dict[str, list[Token]] = dataclasses.field(default_factory=dict)
    used: dict[str, list[Token]] = dataclasses.field(default_factory=dict)
    used_in: dict[str, dt.date | None] = dataclasses.field(default_factory=dict)
    short: list[str] = dataclasses.field(default_factory=list)
    given_back: set[str] = dataclasses.field(default_factory=set)
    today: dt.date = dt.date.min
    period: dt.date | None = None

    @property
    def is_valid(self) -> bool:
        """
        Whether today lies within what was agreed.
        """
        ended = self.deal.until is not None and self.today >= self.deal.until
        return self.today >= self.deal.start_on and not ended

    def free(self) -> list[Token]:
        """
        What can be drawn today, in the order in which it is.
        """
        if not self.is_valid:
            return []
        free = [token for token in self.tokens if token.state == "free"]
        kinds = ["period", "grant"]
        return sorted(
            free, key=lambda each: (each.until or dt.date.max, each.start_on, kinds.index(each.kind))
        )

    def morning(self, starts: list[dt.date]) -> None:
        """
        What the day changes by itself.
        """
        for token in self.tokens:
            if token.state == "free" and token.until is not None and token.until <= self.today:
                token.state = "gone"
        if not self.is_valid:
            self.period = None
        elif self.today in starts:
            self.period = self.today
            self.trim()
            number = starts.index(self.today)
            until = self.deal.until
            if self.deal.months is not None and not (self.deal.rolls and self.deal.periods is None):
                ahead = (self.deal.periods or 0) if self.deal.rolls else 0
                end = starts[number + 1 + ahead]
                until = end if until is None else min(end, until)
            self.tokens += [
                Token("period", self.today, until, str(self.today)) for _ in range(self.deal.amount)
            ]

    def trim(self) -> None:
        """
        What was carried over above the cap is gone, the oldest first.
        """
        if not self.deal.rolls or self.deal.cap is None or self.period is None:
            return
        carried = [
            token
            for token in self.tokens
            if token.state == "free" and token.kind == "period" and token.start_on < self.period
        ]
        carried.sort(key=lambda token: token.start_on)
        for token in carried[: max(0, len(carried) - self.deal.cap)]:
            token.state = "gone"

    def draw(self, number: int, key: str, state: str) -> list[Token]:
        """
        Takes tokens that are free, and makes some up beyond them where that is agreed.
        """
        taken = self.free()[:number]
        for token in taken:
            token.state = state
        lacking = number - len(taken)
        if lacking and not (self.deal.beyond and self.is_valid):
            self.short.append(key)
            return taken
        start = self.period or self.deal.start_on
        return taken + [Token("beyond", start, None, str(start), state) for _ in range(lacking)]

    def give_back(self, tokens: list[Token]) -> None:
        """
        Tokens are free again, unless they lapsed in the meantime.
        """
        for token in tokens:
            over = token.until is not None and token.until <= self.today
            token.state = "gone" if over else "free"

    def take(self, told: Told) -> None:
        """
        Does what an entry says.
        """
        match told.what:
            case "reserve":
                self.held[told.key] = self.draw(told.amount or 0, told.key, "held")
            case "consume":
                self.consume(told)
            case "release" | "reverse":
                self.undo(told, self.held if told.what == "release" else self.used)
            case "grant":
                ends = [each for each in (told.expires_on, self.deal.until) if each]
                until = min(ends, default=None)
                over = until is not None and until <= self.today
                if not self.is_valid:
                    self.short.append(told.key)
                self.tokens += [
                    Token("grant", self.today, until, told.key, "gone" if over else "free")
                    for _ in range(told.amount or 0)
                ]
            case "write off":
                free = self.free()[: told.amount]
                for token in free:
                    token.state = "gone"
                if len(free) < (told.amount or 0):
                    self.short.append(told.key)

    def undo(self, told: Told, pools: dict[str, list[Token]]) -> None:
        """
        Gives tokens back, the last first; what was given back in full is not given back again.
        """
        of = told.of or ""
        pool = pools[of]
        number = len(pool) if told.amount is None else told.amount
        if number > len(pool) or of in self.given_back:
            self.short.append(told.key)
        back = [pool.pop() for _ in range(min(number, len(pool)))]
        if back and not pool:
            self.given_back.add(of)
        self.give_back(back)
        self.trim()

    def consume(self, told: Told) -> None:
        """
        Uses tokens, those that are held for it first; what is held beyond is drawn anew.
        """
        number, mine = told.amount or 0, []
        pool = self.held[told.of] if told.of else []
        for _ in range(min(number, len(pool))):
            token = pool.pop(0)
            if token.kind == "beyond" and self.is_valid:
                continue
            token.state = "used"
            mine.append(token)
        mine += self.draw(number - len(mine), told.key, "used")
        self.used[told.key] = mine
        self.used_in[told.key] = self.period


def live(deal: Deal, entries: list[Told], today: dt.date) -> Life:
    """
    Lives through all days until today, with the entries in the order in which they were told.
    """
    life, starts = Life(deal), deal.starts(today)
    life.today = min([deal.start_on, today, *(entry.day for entry in entries)])
    while life.today <= today:
        life.morning(starts)
        for entry in entries:
            if entry.day == life.today:
                life.take(entry)
        life.today += DAY
    life.today = today
    return life
