"""Parcel scans: accepted, through a hub, out for delivery, tried, delivered; or lost on the way."""

import numpy as np

from sellerloop.events.kinds.parcel_scan import SCANS
from sellersim import markets as m
from sellersim.columns import NONE
from sellersim.dice import Flags, Ints
from sellersim.fulfilment import Orders
from sellersim.order_rows import first_known
from sellersim.rows import Rows, after, feed, keep, stack
from sellersim.setting import Setting
from sellersim.zones import DAY, HOUR, MINUTE

_QUIET = np.array([carrier.split("-")[1] in {"post", "saver", "econ"} for carrier in m.CARRIERS])
_LOST_AFTER = 9 * DAY


def scan_rows(setting: Setting, orders: Orders) -> Rows:
    """Return the scans of all parcels that were dispatched. Cheap carriers do not scan the last mile."""
    sent = orders.take(orders.shipped != NONE)
    arrives = sent.delivered != NONE
    times = _times(setting, sent)
    known = first_known(setting, sent)
    used: dict[str, Flags] = {
        "accepted": np.ones(len(known), dtype=bool),
        "arrived": arrives,
        "out_for_delivery": arrives & ~_QUIET[sent.carrier],
        "failed_attempt": arrives & setting.dice.chance("failed attempt", sent.number, 0.04),
        "delivered": arrives,
        "lost": sent.lost,
    }
    base = {
        "account": sent.account,
        "order_id": sent.number,
        "parcel_id": sent.number,
        "carrier": sent.carrier,
        "place": sent.region,
    }

    def scans(kind: str) -> Rows:
        heard = after(feed(setting, kind, sent.number, times[kind], minutes=25, late=0.01), known)
        code = np.full(len(known), SCANS.index(kind))
        return keep(base | {"scan": code, "scanned_at": times[kind], "known_at": heard}, used[kind])

    return stack([scans(kind) for kind in used])


def _times(setting: Setting, sent: Orders) -> dict[str, Ints]:
    """Return when each scan takes place, in order: dispatch < accepted < arrived < ... <= delivered."""
    dice, number = setting.dice, sent.number
    end = np.where(sent.delivered == NONE, sent.shipped + _LOST_AFTER, sent.delivered)
    accepted = sent.shipped + dice.between("accept", number, 5 * MINUTE, 5 * HOUR)
    accepted = np.minimum(accepted, end - 3 * HOUR)
    hub = accepted + ((0.3 + 0.4 * dice.uniform("hub", number)) * (end - accepted)).astype(np.int64)
    out = end - dice.between("out", number, 10 * MINUTE, 50 * MINUTE)
    return {
        "accepted": accepted,
        "arrived": hub,
        "out_for_delivery": out,
        "failed_attempt": np.maximum(out - 20 * HOUR, hub + MINUTE),
        "delivered": end,
        "lost": end,
    }
