"""Sellers and creators: who they are, how big, and how well each of them works."""

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from sellersim import markets as m
from sellersim.config import Config
from sellersim.dice import Dice, Flags, Floats, Ints
from sellersim.zones import DAY, day_number

ORDERS_A_DAY = 1.4  # mean over all shops at volume 1
_SIZE_SIGMA = 1.25  # spread of shop sizes on the log scale
_MARKET_OF = (0, 1, 0, 2)  # repeated, so that the shares of the markets hold at any size
_NEW, _CLOSING = 0.13, 0.025  # shares of accounts that open after the first day, and that close
_SHOP = {"vi": "Demo Shop", "en": "Demo Shop", "zh": "演示店铺"}
_CREATOR = {"vi": "Demo Creator", "en": "Demo Creator", "zh": "演示达人"}
NEVER = 1 << 20  # a day number that never comes


@dataclass(frozen=True, eq=False)
class Identity:
    """Who the accounts are, sellers first. ``opened`` and ``closed`` are local day numbers."""

    ids: tuple[str, ...]
    names: tuple[str, ...]
    sellers: int
    market: Ints
    zone: Ints
    opened: Ints
    closed: Ints  # NEVER for most


@dataclass(frozen=True, eq=False)
class Traits:
    """How well each account works. ``ship`` is the median wait in business days, ``reply`` and ``handling``
    are medians in seconds; the rest are shares: of orders (``cancel``, ``tracking``, ``defects``), of
    reviews, chats and ratings (``bad_review``, ``unanswered``, ``bad_chat``), of days (``violations``)."""

    cancel: Floats
    ship: Floats
    tracking: Floats
    bad_review: Floats
    defects: Floats
    reply: Floats
    unanswered: Floats
    bad_chat: Floats
    handling: Floats
    violations: Floats


@dataclass(frozen=True, eq=False)
class Accounts(Identity, Traits):
    """Columns over accounts. Codes index the vocabularies of :mod:`sellersim.markets`.

    ``size`` is orders a day, ``growth`` its logarithm's change in a year; ``platform``, ``chats`` and
    ``reviews`` are shares of orders; ``phase`` is where the account stands in its own slow wave.
    """

    category: Ints
    tier: Ints
    team: Ints
    warehouse: Ints
    bot: Flags
    size: Floats
    growth: Floats
    platform: Floats
    reviews: Floats
    chats: Floats
    phase: Floats

    def __len__(self) -> int:
        return len(self.ids)

    def wave(self, account: Ints, day: Ints, turn: float) -> Floats:
        """Return a slow factor around 1 by which an account gets better and worse over the months."""
        angle = day / 23.0 + 2.0 * np.pi * self.phase[account] + turn
        return np.asarray(np.exp(0.14 * np.sin(angle)))


def make_accounts(config: Config, dice: Dice) -> Accounts:
    """Make all accounts of a world: ``config.shops`` sellers and one creator for every twelve of them."""
    total = config.shops + max(1, config.shops // 12)
    index = np.arange(total)
    market = np.array(_MARKET_OF)[index % len(_MARKET_OF)]
    rank = _rank(dice, config.shops)
    size = np.zeros(total)
    size[: config.shops] = _sizes(rank) * ORDERS_A_DAY * config.volume
    return Accounts(
        **vars(_identify(dice, config, market)),
        **vars(_traits(dice, index)),
        category=dice.pick("category", index, np.array(m.CATEGORY_WEIGHTS)),
        tier=_tiers(rank, total),
        team=_teams(dice, index, market),
        warehouse=market * 3 + dice.pick("warehouse", index, np.array((0.5, 0.3, 0.2))),
        bot=dice.chance("bot", index, 0.5),
        size=size,
        growth=0.35 * dice.normal("growth", index),
        platform=np.where(dice.chance("platform", index, 0.1), 0.7, 0.0),
        reviews=np.clip(0.38 * dice.spread("reviews", index, 0.15), 0.1, 0.8),
        chats=np.clip(0.23 * dice.spread("chats", index, 0.3), 0.05, 0.8),
        phase=dice.uniform("phase", index),
    )


def _traits(dice: Dice, index: Ints) -> Traits:
    """Each trait has a part of one quality of the account, and a few accounts are bad at everything."""
    bad = np.where(dice.chance("bad shop", index, 0.05), 2.5 + 3.0 * dice.uniform("how bad", index), 0.0)
    quality = dice.normal("quality", index) + bad

    def trait(name: str, median: float, sigma: float, low: float, high: float) -> Floats:
        own = 0.65 * quality + 0.76 * dice.normal(name, index)
        return np.clip(median * np.exp(sigma * own), low, high)

    return Traits(
        cancel=trait("cancel", 0.0115, 0.55, 0.001, 0.3),
        ship=trait("ship", 0.7, 0.38, 0.2, 4.0),
        tracking=1 - trait("tracking", 0.015, 0.5, 0.001, 0.2),
        bad_review=trait("bad review", 0.082, 0.42, 0.01, 0.7),
        defects=trait("defects", 0.006, 0.5, 0.0005, 0.2),
        reply=trait("reply", 260.0, 0.85, 20.0, 40_000.0),
        unanswered=trait("unanswered", 0.02, 0.6, 0.002, 0.5),
        bad_chat=trait("bad chat", 0.07, 0.4, 0.01, 0.7),
        handling=trait("handling", 17 * 3600.0, 0.5, 7200.0, 6.0 * DAY),
        violations=trait("violations", 0.0011, 0.9, 0.0001, 0.05),
    )


def _identify(dice: Dice, config: Config, market: Ints) -> Identity:
    index = np.arange(len(market))
    first = day_number(config.first)
    new = dice.chance("opens late", index, _NEW)
    before, late = dice.between("opened before", index, 30, 1500), dice.between("opened after", index, 1, 240)
    closes = dice.chance("closes", index, _CLOSING) & ~new
    city = dice.between("city", index, 0, len(m.MARKETS[0].cities))
    ids, names, zone = [], [], []
    for number, (which, place) in enumerate(zip(market.tolist(), city.tolist(), strict=True)):
        where, seller = m.MARKETS[which], number < config.shops
        ids.append(f"{where.code}-{'S' if seller else 'C'}-{number + 1:05d}")
        title = (_SHOP if seller else _CREATOR)[where.language]
        names.append(f"{title} {where.cities[place]} {number + 1:03d}")
        zone.append(m.ZONES.index(where.zones[where.city_zones[place]]))
    return Identity(
        ids=tuple(ids),
        names=tuple(names),
        sellers=config.shops,
        market=market,
        zone=np.array(zone),
        opened=np.where(new, first + late, first - before),
        closed=np.where(closes, first + dice.between("closed", index, 100, 800), NEVER),
    )


def _rank(dice: Dice, shops: int) -> Ints:
    order = np.argsort(dice.uniform("rank", np.arange(shops)), kind="stable")
    rank = np.empty(shops, dtype=np.int64)
    rank[order] = np.arange(shops)
    return rank


def _sizes(rank: Ints) -> Floats:
    shops = len(rank)
    deviate = [NormalDist().inv_cdf((shops - r - 0.5) / shops) for r in range(shops)]
    size = np.exp(_SIZE_SIGMA * np.array(deviate))
    return np.asarray((size / size.mean())[rank])


def _tiers(rank: Ints, total: int) -> Ints:
    edges = np.cumsum(m.TIER_SHARES)
    tier = np.searchsorted(edges, (rank + 0.5) / len(rank))
    return np.concatenate([tier, np.full(total - len(rank), m.TIERS.index("core"))])


def _teams(dice: Dice, index: Ints, market: Ints) -> Ints:
    place = dice.pick("team", index, np.array((0.5, 0.3, 0.2)))
    names = np.array([[m.CHAT_TEAMS.index(team) for team in where.chat_teams] for where in m.MARKETS])
    return np.asarray(names[market, place])
