"""What lists need of every account at once: present values, and what moved a score between two days."""

import datetime as dt
from collections.abc import Mapping

from sellerloop.lake.reader import Scope, Snapshot

_METRICS, _ACCOUNTS = "published/metrics", "published/accounts"


def values(
    snapshot: Snapshot, policy: str, as_of: dt.date, scope: Scope
) -> dict[str, Mapping[str, float | None]]:
    """Return, by account, the published value of every metric of ``policy`` as of one day; None where it was
    not assessed."""
    sql = (
        "select a.account, list(m.metric) as metrics, list(m.value) as found from {files} m "
        f"join {_accounts(snapshot)} a on a.account_no = m.account_no "
        "where m.policy = ? and m.as_of = ? and {scope} group by a.account"
    )
    rows = snapshot.query(_METRICS, sql, [policy, as_of], scope)
    return {row["account"]: dict(zip(row["metrics"], row["found"], strict=True)) for row in rows}


def movers(
    snapshot: Snapshot, policy: str, before: dt.date, as_of: dt.date, scope: Scope
) -> dict[str, tuple[str, float]]:
    """Return, by account, the metric that moved its score most from one day to another, in the direction
    that the score went, and by how many points; a metric that is not weighed on a day loses nothing then.
    Accounts without a score on one of the days, and those of which nothing moved, are left out."""
    change = f"sum(case when as_of = date '{before}' then lost else -lost end) as points"
    sql = (
        "with told as (select a.account, m.metric, m.as_of, m.lost from {files} m "
        f"join {_accounts(snapshot)} a on a.account_no = m.account_no "
        "where m.policy = ? and m.as_of in (?, ?) and m.lost is not null and {scope}), "
        f"moved as (select account, metric, {change} from told group by account, metric), "
        f"whole as (select account, {change} from told group by account having count(distinct as_of) = 2) "
        "select account, case when w.points < 0 then arg_min(m.metric, m.points) "
        "else arg_max(m.metric, m.points) end as metric, "
        "case when w.points < 0 then min(m.points) else max(m.points) end as points "
        "from moved m join whole w using (account) where m.points <> 0 group by account, w.points"
    )
    rows = snapshot.query(_METRICS, sql, [policy, before, as_of], scope)
    return {row["account"]: (row["metric"], row["points"]) for row in rows}


def _accounts(snapshot: Snapshot) -> str:
    return snapshot.table(_ACCOUNTS)
