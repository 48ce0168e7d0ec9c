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
_SHOP = {"vi": "Demo Shop", "en": "Demo Shop", "zh": "演示店铺"}
_CREATOR = {"vi": "Demo Creator", "en": "Demo Creator", "zh": "演示达人"}


@dataclass(frozen=True, eq=False)
class Accounts:
    """Columns over accounts, sellers first. Codes index the vocabularies of :mod:`sellersim.markets`.

    ``size`` is orders a day. Shares lie in (0, 1); ``ship`` is in business days, ``reply`` in seconds,
    ``handling`` in seconds; ``phase`` is where the account stands in its own slow wave.
    """

    ids: tuple[str, ...]
    names: tuple[str, ...]
    sellers: int
    market: Ints
    zone: Ints
    category: Ints
    tier: Ints
    team: Ints
    warehouse: Ints
    opened: Ints  # local day numbers; ``closed`` is far in the future for most
    closed: Ints
    size: Floats
    growth: Floats
    cancel: Floats
    ship: Floats
    tracking: Floats
    platform: Floats
    bad_review: Floats
    reviews: Floats
    defects: Floats
    chats: Floats
    reply: Floats
    unanswered: Floats
    bad_chat: Floats
    bot: Flags
    handling: Floats
    violations: Floats
    phase: Floats

    def __len__(self) -> int:
        return len(self.ids)

    def wave(self, account: Ints, day: Ints, turn: float) -> Floats:
        """Return a slow factor around 1 by which an account gets better and worse over the months."""
        angle = day / 23.0 + self.phase[account] * 6.28 + turn
        return np.asarray(np.exp(0.14 * np.sin(angle)))


NEVER = 1 << 20


def make_accounts(config: Config, dice: Dice) -> Accounts:
    """Make all accounts of a world: ``config.shops`` sellers and one creator for every twelve of them."""
    total = config.shops + max(1, config.shops // 12)
    index = np.arange(total)
    market = np.array(_MARKET_OF)[index % len(_MARKET_OF)]
    seller = index < config.shops
    rank = _rank(dice, config.shops)
    size = np.zeros(total)
    size[: config.shops] = _sizes(rank) * ORDERS_A_DAY * config.volume
    quality = dice.normal("quality", index) + 2.1 * dice.chance("bad shop", index, 0.045)

    def trait(name: str, median: float, sigma: float, low: float, high: float) -> Floats:
        own = 0.6 * quality + 0.8 * dice.normal(name, index)
        return np.clip(median * np.exp(sigma * own), low, high)

    team = _teams(dice, index, market)
    return Accounts(
        **_identity(dice, config, market, seller),
        market=market,
        category=dice.pick("category", index, np.array(m.CATEGORY_WEIGHTS)),
        tier=_tiers(rank, total),
        team=team,
        warehouse=market * 3 + dice.pick("warehouse", index, np.array((0.5, 0.3, 0.2))),
        size=size,
        growth=0.35 * dice.normal("growth", index),
        cancel=trait("cancel", 0.0115, 0.55, 0.001, 0.3),
        ship=trait("ship", 0.7, 0.38, 0.2, 4.0),
        tracking=1 - trait("tracking", 0.015, 0.5, 0.001, 0.2),
        platform=np.where(dice.chance("platform", index, 0.1), 0.7, 0.0),
        bad_review=trait("bad review", 0.082, 0.42, 0.01, 0.7),
        reviews=np.clip(0.38 * dice.spread("reviews", index, 0.15), 0.1, 0.8),
        defects=trait("defects", 0.006, 0.5, 0.0005, 0.2),
        chats=np.clip(0.2 * dice.spread("chats", index, 0.3), 0.05, 0.8),
        reply=trait("reply", 260.0, 0.85, 20.0, 40_000.0),
        unanswered=trait("unanswered", 0.02, 0.6, 0.002, 0.5),
        bad_chat=trait("bad chat", 0.075, 0.38, 0.01, 0.7),
        bot=dice.chance("bot", index, 0.5),
        handling=trait("handling", 17 * 3600.0, 0.5, 7200.0, 6.0 * DAY),
        violations=trait("violations", 0.0011, 0.9, 0.0001, 0.05),
        phase=dice.uniform("phase", index),
    )


def _identity(dice: Dice, config: Config, market: Ints, seller: Flags) -> dict[str, object]:
    index = np.arange(len(market))
    first = day_number(config.first)
    late = dice.chance("opens late", index, 0.13)
    opened = first - dice.between("opened before", index, 30, 1500)
    opened = np.where(late, first + dice.between("opened after", index, 1, 240), opened)
    closes = dice.chance("closes", index, 0.025) & ~late
    closed = np.where(closes, first + dice.between("closed", index, 100, 800), NEVER)
    ids, names, zone = [], [], []
    for number, (which, is_seller) in enumerate(zip(market.tolist(), seller.tolist(), strict=True)):
        where = m.MARKETS[which]
        city = int(dice.pick("city", index[number : number + 1], np.ones(len(where.cities)))[0])
        ids.append(f"{where.code}-{'S' if is_seller else 'C'}-{number + 1:05d}")
        title = (_SHOP if is_seller else _CREATOR)[where.language]
        names.append(f"{title} {where.cities[city]} {number + 1:03d}")
        west = len(where.zones) > 1 and city % 2 == 0 and city > 0
        zone.append(m.ZONES.index(where.zones[1 if west else 0]))
    return {
        "ids": tuple(ids),
        "names": tuple(names),
        "sellers": config.shops,
        "zone": np.array(zone),
        "opened": opened,
        "closed": closed,
    }


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
