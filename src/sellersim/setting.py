"""Everything that is fixed before the first order: people, places, calendars, faults."""

import datetime as dt
from dataclasses import dataclass
from functools import cache

from sellersim import markets as m
from sellersim.accounts import Accounts, make_accounts
from sellersim.calendars import Calendars
from sellersim.config import Config, Fault
from sellersim.dice import Dice
from sellersim.effects import Effects, fixed
from sellersim.faults import QUARTER_DAYS, QUARTERS, schedule
from sellersim.products import Products, make_products
from sellersim.zones import Zones

SPAN = dt.timedelta(days=QUARTER_DAYS * QUARTERS)


@dataclass(frozen=True, eq=False)
class Setting:
    """What all flows share. Made once by :func:`make_setting`; nothing in it changes."""

    config: Config
    dice: Dice
    zones: Zones
    calendars: Calendars
    accounts: Accounts
    products: Products
    faults: tuple[Fault, ...]
    effects: Effects


def make_setting(config: Config) -> Setting:
    """Set the scene for ``config``. Raises ConfigError when its faults or interventions do not fit it."""
    dice = Dice(config.seed)
    accounts = make_accounts(config, dice)
    products = make_products(config, accounts, dice)
    planted = config.faults
    if planted is None:
        planted = schedule(config.first, accounts, products, dice)
    faults = fixed(planted, config.interventions)
    effects = Effects(faults, config.interventions, accounts, products)
    return Setting(config, dice, _zones(), _calendars(config.first), accounts, products, faults, effects)


@cache
def _zones() -> Zones:
    return Zones(m.ZONES)


@cache
def _calendars(first: dt.date) -> Calendars:
    return Calendars(first - dt.timedelta(days=120), first + SPAN + dt.timedelta(days=200))
