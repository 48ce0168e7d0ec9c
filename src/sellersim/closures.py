"""Announced closures: some sellers shut their shop over the great holidays and say so a week before."""

import datetime as dt

import numpy as np

from sellerloop.events.kinds.calendar_exception import CONTRACT
from sellersim import markets as m
from sellersim.dice import Dice, Flags, Ints
from sellersim.feasts import new_year, thanksgiving
from sellersim.rows import Rows
from sellersim.setting import SPAN, Setting
from sellersim.zones import DAY, day_number

NAMES = ("Tết Nguyên Đán", "Quốc khánh", "春节", "国庆节", "Thanksgiving", "Christmas")
_CODES = tuple(market.code for market in m.MARKETS)
_CLOSED = CONTRACT.column("effect").choices.index("closed")
_SHARE = 0.4  # of sellers who close over one holiday
_NOTICE = 7 * DAY


class Closures:
    """Which account is closed on which days, over the whole span of a world."""

    def __init__(self, setting: Setting) -> None:
        spans = _spans(setting.config.first - dt.timedelta(days=60), setting.config.first + SPAN)
        self._table = np.array(spans, dtype=np.int64).reshape(-1, 4)
        self._dice: Dice = setting.dice
        self._market = setting.accounts.market

    def shut(self, account: Ints, day: Ints) -> Flags:
        """Return whether each account is closed on each local day."""
        out = np.zeros(len(account), dtype=bool)
        if not len(day):
            return out
        low, high = day.min(), day.max()
        for place, (market, start, end, _) in enumerate(self._table.tolist()):
            if start <= high and end > low:
                inside = (self._market[account] == market) & (day >= start) & (day < end)
                out |= inside & self._closes(account, place)
        return out

    def rows(self, setting: Setting) -> Rows:
        """Return the calendar exceptions of all accounts."""
        sellers = np.arange(setting.accounts.sellers)
        account, place = (grid.ravel() for grid in np.meshgrid(sellers, np.arange(len(self._table))))
        market, start, end, name = self._table[place].T
        there = self._market[account] == market
        there &= self._closes(account, place) & (setting.accounts.opened[account] < start - 14)
        there &= setting.accounts.closed[account] > end
        account, start, end, name = account[there], start[there], end[there], name[there]
        zone = setting.accounts.zone[account]
        begin = setting.zones.instant(zone, start * DAY)
        return {
            "account": account,
            "known_at": begin - _NOTICE,
            "calendar": np.zeros_like(account),
            "starts_at": begin,
            "ends_at": setting.zones.instant(zone, end * DAY),
            "effect": np.full_like(account, _CLOSED),
            "name": name,
        }

    def _closes(self, account: Ints, place: Ints | int) -> Flags:
        return self._dice.chance("closes for the holiday", account * 1000 + place, _SHARE)


def _spans(first: dt.date, last: dt.date) -> list[tuple[int, int, int, int]]:
    """Return (market, first day, day after the last, name) of each time that sellers may close."""
    found: list[tuple[int, int, int, int]] = []
    for year in range(first.year, last.year + 1):
        for code, feast, before, after, name in _feasts(year):
            if first <= feast <= last:
                day = day_number(feast)
                found.append((_CODES.index(code), day - before, day + after, NAMES.index(name)))
    return found


def _feasts(year: int) -> list[tuple[str, dt.date, int, int, str]]:
    """Return (market, day, days closed before, days closed from the day on, name)."""
    found = [
        ("VN", dt.date(year, 9, 2), 1, 2, "Quốc khánh"),
        ("CN", dt.date(year, 10, 1), 0, 5, "国庆节"),
        ("US", thanksgiving(year), 0, 2, "Thanksgiving"),
        ("US", dt.date(year, 12, 25), 1, 2, "Christmas"),
    ]
    for code, name in (("VN", "Tết Nguyên Đán"), ("CN", "春节")):
        feast = new_year(code, year)
        if feast is not None:
            found.append((code, feast, 2, 5, name))
    return found
