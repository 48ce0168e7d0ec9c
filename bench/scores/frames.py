"""The same question in pandas: daily facts first, then one date after the other.

Files are read by Arrow into numpy types; facts are sorted by day, so that a window is a slice of them.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.dataset as ds

from bench.scores.data import AS_OFS, ROW_GROUP, Data

_METRICS = {
    "neg_review": ("negative", "reviews", 60, 20, 0.3, (0, 2, 5, 10, 20), (100, 90, 70, 40, 0)),
    "fault_return": ("returns", "orders", 60, 30, 0.2, (0, 0.5, 2, 5), (100, 90, 60, 0)),
    "fault_cancel": ("cancels", "orders", 30, 30, 0.2, (0, 1, 3, 8), (100, 85, 50, 0)),
    "im_slow": ("slow", "chats", 30, 10, 0.2, (0, 5, 15, 40), (100, 90, 60, 0)),
    "im_dissat": ("dissatisfied", "rated", 90, 10, 0.1, (0, 10, 30, 60), (100, 80, 40, 0)),
}


def run(data: Data, out: Path) -> None:
    """Answer the question for ``data`` and write it to ``out``."""
    accounts = pd.read_parquet(data.accounts_file).set_index("account_no")
    accounts["category"] = accounts["category"].astype("category")
    facts = _facts(data)
    answers = [_answer(facts, accounts, np.datetime64(as_of, "s")) for as_of in AS_OFS]
    pd.concat(answers, ignore_index=True).to_parquet(
        out, index=False, compression="zstd", row_group_size=ROW_GROUP
    )


def _facts(data: Data) -> list[pd.DataFrame]:
    """The counters of every table and date, by account and day, sorted by day."""
    order = ["account_no", "placed_date", "cancelled_date", "cancel_fault", "is_sample", "platform_fulfilled"]
    orders = _read(data.tables["order"], order)
    orders = orders[~orders["is_sample"] & ~orders["platform_fulfilled"]]
    cancels = orders[orders["cancel_fault"] == "seller"]
    replies = _read(data.tables["reply"], ["account_no", "asked_date", "wait_s", "outage"])
    replies = replies[~replies["outage"]]
    replies["slow"] = replies["wait_s"].isna() | (replies["wait_s"] > 43200)
    reviews = _read(data.tables["review"], ["account_no", "reviewed_date", "first_rating", "risky_buyer"])
    reviews = reviews[~reviews["risky_buyer"]]
    reviews["negative"] = reviews["first_rating"] <= 2
    requests = _read(data.tables["request"], ["account_no", "opened_date", "fault", "platform_fulfilled"])
    requests = requests[(requests["fault"] == "seller") & ~requests["platform_fulfilled"]]
    ratings = _read(data.tables["chat_rating"], ["account_no", "rated_date", "rating", "outage"])
    ratings = ratings[~ratings["outage"]]
    ratings["dissatisfied"] = ratings["rating"] <= 2
    return [
        _daily(orders, "placed_date", "orders"),
        _daily(cancels, "cancelled_date", "cancels"),
        _daily(replies, "asked_date", "chats", "slow"),
        _daily(reviews, "reviewed_date", "reviews", "negative"),
        _daily(requests, "opened_date", "returns"),
        _daily(ratings, "rated_date", "rated", "dissatisfied"),
    ]


def _read(files: Sequence[Path], columns: list[str]) -> pd.DataFrame:
    table = ds.dataset([str(file) for file in files]).to_table(columns)
    return table.to_pandas(date_as_object=False, strings_to_categorical=True, split_blocks=True)


def _daily(rows: pd.DataFrame, date: str, count: str, flag: str = "") -> pd.DataFrame:
    grouped = rows.groupby(["account_no", date], sort=False)
    facts = grouped.size().rename(count).to_frame()
    if flag:
        facts[flag] = grouped[flag].sum()
    return facts.reset_index().rename(columns={date: "day"}).sort_values("day", ignore_index=True)


def _answer(facts: list[pd.DataFrame], accounts: pd.DataFrame, as_of: np.datetime64) -> pd.DataFrame:
    sums = {days: _windows(facts, accounts, as_of, days) for days in (30, 60, 90)}
    answer = pd.DataFrame({"as_of": as_of, "account_no": accounts.index})
    earned, weights = np.zeros(len(accounts)), np.zeros(len(accounts))
    for name, (num, den, days, least, weight, xs, ys) in _METRICS.items():
        nums, dens = sums[days][num].to_numpy(), sums[days][den].to_numpy()
        value = pd.Series(np.where(dens >= least, nums * 100 / np.maximum(dens, 1), np.nan))
        points = np.where(value.isna(), np.nan, np.interp(value, xs, ys))
        by_category = value.groupby(accounts["category"].to_numpy(), observed=True)
        others = by_category.transform("count") - 1
        answer[f"{name}_num"], answer[f"{name}_den"] = nums, dens
        answer[f"{name}_value"], answer[f"{name}_points"] = value, points
        answer[f"{name}_rank"] = (by_category.rank(method="min") - 1) / others.clip(lower=1)
        earned += np.nan_to_num(points) * weight
        weights += np.where(value.isna(), 0, weight)
    enough = weights >= 0.4999999999
    answer["score"] = np.where(enough, earned / np.where(enough, weights, 1), np.nan)
    return answer


def _windows(
    facts: list[pd.DataFrame], accounts: pd.DataFrame, as_of: np.datetime64, days: int
) -> pd.DataFrame:
    wanted = {
        counter for num, den, window, *_ in _METRICS.values() if window == days for counter in (num, den)
    }
    columns = {}
    for table in facts:
        for counter in wanted & set(table.columns):
            low, high = table["day"].searchsorted([as_of - np.timedelta64(days, "D"), as_of])
            window = table.iloc[low:high]
            columns[counter] = (
                window.groupby("account_no")[counter].sum().reindex(accounts.index, fill_value=0)
            )
    return pd.DataFrame(columns)
