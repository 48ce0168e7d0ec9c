"""The list of sellers as a table for download: exactly the rows of the view, in its order."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping

from django.utils import timezone
from django.utils.translation import gettext

from sellerdesk.sellers import lake
from sellerdesk.sellers.models import Seller
from sellerdesk.sellers.words import code_name
from sellerdesk.ui import formats
from sellerdesk.ui.exports import Column, Kind, Table, facts
from sellerdesk.ui.paging import Segment
from sellerloop.lake.reasons import message_of
from sellerloop.metrics.spec import Metric

_STEP = 2000


def sellers_table(
    parts: Iterable[Segment[Seller]],
    told: Mapping[str, str],
    metrics: Mapping[str, Metric],
    *,
    now: dt.datetime,
) -> Table:
    """Return the sellers of ``parts`` with the present value of every metric; ``told`` are the filters in
    words."""
    snapshot = lake.current()
    policies = snapshot.info.policies if snapshot else ()
    return Table(
        f"sellers-{timezone.localdate(now)}",
        [
            *_own_columns(),
            *(Column(name, _labelled(metric), Kind.NUMBER) for name, metric in metrics.items()),
        ],
        _cells(parts, metrics),
        facts(
            filters=told,
            at=now,
            data_to=snapshot.info.known_at if snapshot else None,
            policies=[f"{policy} {version}" for policy, version in policies],
            build=snapshot.info.id if snapshot else "",
        ),
    )


def _labelled(metric: Metric) -> str:
    sign = formats.symbol(metric.unit.value)
    return f"{gettext(metric.name)} ({sign})" if sign else gettext(metric.name)


def _own_columns() -> list[Column]:
    return [
        Column("account", gettext("Number")),
        Column("name", gettext("Name")),
        Column("type", gettext("Type")),
        Column("market", gettext("Market")),
        Column("language", gettext("Language")),
        Column("category", gettext("Category")),
        Column("tier", gettext("Service tier")),
        Column("owner", gettext("Account manager")),
        Column("policy", gettext("Policy")),
        Column("as_of", gettext("As of"), Kind.DAY),
        Column("score", gettext("Score"), Kind.NUMBER),
        Column("of", gettext("Of"), Kind.NUMBER),
        Column("standing", gettext("Standing")),
        Column("change", gettext("Change in 7 days"), Kind.NUMBER),
        Column("mover", gettext("Moved most by")),
        Column("mover_points", gettext("Points moved there"), Kind.NUMBER),
        Column("worst", gettext("Costs most")),
        Column("worst_lost", gettext("Points lost there"), Kind.NUMBER),
        Column("reason", gettext("Why not scored")),
    ]


def _cells(parts: Iterable[Segment[Seller]], metrics: Mapping[str, Metric]) -> Iterator[list[object]]:
    """Yield the cells of sellers, read in steps. Numbers stay numbers."""
    for part in parts:
        for seller in part.part(None, False).iterator(chunk_size=_STEP):
            yield [*_own_cells(seller, metrics), *(seller.metrics.get(name) for name in metrics)]


def _own_cells(seller: Seller, metrics: Mapping[str, Metric]) -> list[object]:
    mover = metrics.get(seller.mover)
    return [
        *(seller.id, seller.name, seller.type, seller.market, seller.language, seller.category, seller.tier),
        *(seller.owner.name if seller.owner else "", seller.policy, seller.as_of, seller.score),
        *(seller.scale, code_name(seller.standing), seller.change),
        *(gettext(mover.name) if mover else "", seller.mover_points),
        *(gettext(seller.worst) if seller.worst else "", seller.worst_lost),
        formats.say(message_of(seller.reason or None)),
    ]
