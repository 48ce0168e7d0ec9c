"""Parcel scans: accepted, through a hub, out for delivery, tried, delivered; or lost on the way."""

import numpy as np

from sellerloop.events.kinds.parcel_scan import SCANS
from sellersim import markets as m
from sellersim.dice import Flags, Ints
from sellersim.fulfilment import Orders
from sellersim.order_rows import first_known
from sellersim.orders import NONE
from sellersim.rows import Rows, after, feed, keep, stack
from sellersim.setting import Setting
from sellersim.zones import DAY, HOUR, MINUTE

_SILENT = np.array([carrier.split("-")[1] in {"post", "saver", "econ"} for carrier in m.CARRIERS])


def scan_rows(setting: Setting, orders: Orders) -> Rows:
    """Return the scans of all parcels that were dispatched. Cheap carriers do not scan the last mile."""
    sent = orders.take(orders.shipped != NONE)
    dice, number = setting.dice, sent.number
    known = first_known(setting, sent)
    accepted = sent.shipped + dice.between("accept", number, 5 * MINUTE, 5 * HOUR)
    end = np.where(sent.delivered == NONE, sent.shipped + 9 * DAY, sent.delivered)
    accepted = np.minimum(accepted, end - 3 * HOUR)
    hub = accepted + ((0.3 + 0.4 * dice.uniform("hub", number)) * (end - accepted)).astype(np.int64)
    failed = (sent.delivered != NONE) & dice.chance("failed attempt", number, 0.04)
    loud = ~_SILENT[sent.carrier]
    came = sent.delivered != NONE
    out_again = end - dice.between("out", number, 40 * MINUTE, 2 * HOUR)

    def scan(kind: str, moment: Ints, where: Flags) -> Rows:
        code = np.full(len(number), SCANS.index(kind))
        heard = after(feed(setting, kind, number, moment, minutes=25, late=0.01), known)
        columns = {
            "account": sent.account,
            "order_id": number,
            "parcel_id": number,
            "carrier": sent.carrier,
            "scan": code,
            "place": sent.region,
            "scanned_at": moment,
            "known_at": heard,
        }
        return keep(columns, where)

    return stack(
        [
            scan("accepted", accepted, np.ones(len(number), dtype=bool)),
            scan("arrived", hub, came),
            scan("out_for_delivery", out_again, came & loud),
            scan("failed_attempt", np.maximum(out_again - 20 * HOUR, hub + MINUTE), failed),
            scan("delivered", end, came),
            scan("lost", end, sent.lost),
        ]
    )
