"""What the pages have to tell of the simulated marketplace, read from the published tables as plainly as can
be: differences of two days, rows that count, the library's own arithmetic for one account."""

import datetime as dt
import json
from collections.abc import Mapping
from decimal import Decimal
from functools import cached_property
from operator import ge, le

from sellerdesk.sellers.demo import TARGETS
from sellerloop.lake.asking import explained
from sellerloop.lake.comparing import Outcome, compare_policies
from sellerloop.lake.reader import EVERYTHING, Account, MetricValue, Snapshot
from sellerloop.policy.schema import Level, Policy
from sellerloop.scores.explain import Rows, bad_rows
from sellerloop.scores.resolve import resolve

POLICY = "sps-us"  # the one with a score, so that of every account
WEEK = dt.timedelta(days=7)
_REACHED = {"<=": le, ">=": ge}


class Truth:
    """The marketplace as of the last day of its build."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot, self.resolved = snapshot, snapshot.policies[POLICY]
        self.as_of = snapshot.as_ofs(POLICY)[-1]

    @cached_property
    def fallen(self) -> Account:
        """The account whose score fell most within a week."""
        now, before = self._scores(self.as_of), self._scores(self.as_of - WEEK)
        least = min(now.keys() & before.keys(), key=lambda account: now[account] - before[account])
        return self.account(least)

    @property
    def culprit(self) -> str:
        """The metric that did most of that fall."""
        now, before = (self._lost(self.fallen.id, day) for day in (self.as_of, self.as_of - WEEK))
        return max(now, key=lambda metric: now[metric] - before.get(metric, 0.0))

    def account(self, number: str) -> Account:
        found = self.snapshot.account(number, EVERYTHING)
        assert found is not None
        return found

    def bad(self, account: Account, metric: str) -> list[Mapping[str, object]]:
        """The rows that count against an account in a metric that counts events; of means none does."""
        kind = bad_rows(self.resolved, metric, account.category)
        if kind not in (Rows.COUNTED, Rows.ASKED):
            return []
        den = self._values(account.id, self.as_of)[metric].den
        span = self.snapshot.span(POLICY, metric, self.as_of, den)
        asked = account.id, POLICY, metric, span, EVERYTHING
        return [row.values for row in self.snapshot.rows(*asked, shown=kind.value, limit=10_000)]

    def hurt(self, account: Account) -> dict[str, set[str]]:
        """The orders that count against an account, each with the metrics that it hurts."""
        found: dict[str, set[str]] = {}
        for metric in self.resolved.metrics:
            for row in self.bad(account, metric):
                if order := row.get("order_id"):
                    found.setdefault(str(order), set()).add(metric)
        return found

    def next_tier(self, account: Account) -> tuple[Level, float]:
        """The tier above an account's score, and that score."""
        tier, score = self.resolved.tier, self._scores(self.as_of)[account.id]
        assert tier is not None
        return min((level for level in tier.levels if level.at > score), key=lambda level: level.at), score

    def ways_up(self, account: Account) -> dict[str, int]:
        """How many clean events of each metric lift an account to its next tier, each enough alone."""
        outlooks = explained(self.snapshot, account, POLICY, self.as_of).outlooks
        goals = {ahead.metric: ahead.up.distance.events for ahead in outlooks if ahead.up}
        return {metric: events for metric, events in goals.items() if events is not None}

    def stricter(self, metric: str, step: int, value: str) -> list[Outcome]:
        """What another value of one step of a metric's band would do, the biggest loss first."""
        changed = json.loads(self.resolved.policy.model_dump_json())
        band = next(band for band in changed["bands"] if band["metric"] == metric)
        band["points"][step]["value"] = value
        after = resolve(Policy.model_validate_json(json.dumps(changed)))
        asked = self.snapshot.lake, self.resolved, after, self.as_of, lambda *_: None
        found = [outcome for outcome in compare_policies(*asked) if outcome.change]
        return sorted(found, key=lambda outcome: outcome.change or 0.0)

    def below_target(self, market: str) -> set[str]:
        """The accounts of a market that miss a target of the demo; a market's own one goes first."""
        general = {target["metric"]: target for target in TARGETS if "market" not in target}
        own = {target["metric"]: target for target in TARGETS if target.get("market") == market}
        accounts = [each.id for each in self.snapshot.accounts(EVERYTHING) if each.market == market]
        return {each for each in accounts if self._misses(each, {**general, **own})}

    def _misses(self, account: str, targets: Mapping[str, Mapping[str, str]]) -> bool:
        values = self._values(account, self.as_of)
        told = [(values[metric].value, target) for metric, target in targets.items() if metric in values]
        return any(
            value is not None and not _REACHED[target["op"]](value, Decimal(target["value"]))
            for value, target in told
        )

    def _scores(self, day: dt.date) -> dict[str, float]:
        scores = self.snapshot.scores(POLICY, day, EVERYTHING)
        return {each.account: each.score for each in scores if each.score is not None}

    def _lost(self, account: str, day: dt.date) -> dict[str, float]:
        values = self._values(account, day)
        return {name: value.lost for name, value in values.items() if value.lost is not None}

    def _values(self, account: str, day: dt.date) -> dict[str, MetricValue]:
        card = self.snapshot.card(account, POLICY, day, EVERYTHING)
        assert card is not None
        return {value.metric: value for value in card.metrics}
