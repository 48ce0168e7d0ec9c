"""Reviews: some buyers rate what arrived, worse when it was late or bad; some change their mind."""

from dataclasses import dataclass

import numpy as np

from sellerloop.events.kinds.review import CONTRACT
from sellersim import markets as m
from sellersim.columns import NONE
from sellersim.dice import Flags, Floats, Ints, choose
from sellersim.fulfilment import Orders
from sellersim.order_rows import first_known
from sellersim.orders import SPECIALS
from sellersim.rows import Rows, after, feed, keep, stack
from sellersim.setting import Setting
from sellersim.texts import review_text
from sellersim.zones import DAY, HOUR

ASPECTS = CONTRACT.column("aspect").choices
_LONGEST = 20 * DAY  # from delivery to the review
_LATE = 3.4  # how much more often a late parcel is rated badly
_GOODS = 0.3  # how much of a factor on the goods shows in the ratings


@dataclass(frozen=True, eq=False)
class Opinion:
    """How each order is rated: badly or not, with how many stars, and what the review is about."""

    bad: Flags
    stars: Ints
    aspect: Ints


def review_rows(setting: Setting, orders: Orders) -> Rows:
    """Return all versions of all reviews of ``orders``."""
    dice = setting.dice
    share = setting.accounts.reviews[orders.account]
    plain = orders.special != SPECIALS.index("is_sample")
    told = orders.take((orders.delivered != NONE) & plain & dice.chance("reviews", orders.number, share))
    number = told.number
    when = told.delivered + HOUR + dice.exponential("review", number, 4 * DAY, _LONGEST).astype(np.int64)
    opinion = _opinion(setting, told, when)
    known = after(feed(setting, "review", number, when, minutes=20), first_known(setting, told))
    language = _language(setting, told)
    writes = dice.chance("writes", number, np.where(opinion.bad, 0.75, 0.45))
    text = review_text(dice, number, language, opinion.aspect, opinion.stars)
    first = {
        "account": told.account,
        "known_at": known,
        "order_id": number,
        "review_id": number,
        "product_id": setting.products.number[told.worst],
        "reviewed_at": when,
        "first_rating": opinion.stars,
        "current_rating": opinion.stars,
        "aspect": opinion.aspect,
        "language": np.where(writes, language, NONE),
        "text": np.where(writes, text, NONE),
        "risky_buyer": told.risky,
    }
    return stack([first, _changed(setting, first, opinion)])


def _opinion(setting: Setting, orders: Orders, when: Ints) -> Opinion:
    dice, accounts, number = setting.dice, setting.accounts, orders.number
    day = setting.zones.day(orders.zone, when)
    goods = 1 + _GOODS * (orders.defect - 1) + _GOODS * (orders.listing - 1)
    risk: Floats = accounts.bad_review[orders.account] * accounts.wave(orders.account, day, 2.0)
    risk = risk * setting.effects.factor("bad_review", day, orders.account)
    risk = risk * goods * np.where(orders.late, _LATE, 1.0) * np.where(orders.risky, 2.5, 1.0)
    bad = dice.chance("bad review", number, np.minimum(risk, 0.9))
    low = np.where(dice.chance("one star", number, 0.6), 1, 2)
    high = 3 + choose(dice.uniform("stars", number), np.array((0.07, 0.21, 0.72)))
    blame = choose(dice.uniform("aspect", number), np.array((0.68, 0.2, 0.12)))
    parcel = orders.late & dice.chance("blames parcel", number, 0.7)
    aspect = np.where(parcel & bad, ASPECTS.index("logistics"), blame)
    return Opinion(bad, np.where(bad, low, high), aspect)


def _changed(setting: Setting, first: Rows, opinion: Opinion) -> Rows:
    dice, number = setting.dice, first["review_id"]
    changes = dice.chance("changes", number, np.where(opinion.bad, 0.12, 0.006))
    when = first["reviewed_at"] + dice.between("changes after", number, DAY, 12 * DAY)
    stars = np.where(
        opinion.bad, 4 + dice.between("better", number, 0, 2), 1 + dice.between("worse", number, 0, 2)
    )
    known = after(feed(setting, "review change", number, when, minutes=20), first["known_at"])
    return keep({**first, "changed_at": when, "current_rating": stars, "known_at": known}, changes)


def _language(setting: Setting, orders: Orders) -> Ints:
    home = np.array([m.LANGUAGES.index(market.language) for market in m.MARKETS])[orders.market]
    return np.where(
        setting.dice.chance("review in english", orders.number, 0.05), m.LANGUAGES.index("en"), home
    )
