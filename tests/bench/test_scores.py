"""The contestants of the score benchmark give one answer, and a wrong one would be seen."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from bench.scores import agree, frames, ours, scan, sql
from bench.scores.data import Data, make

EVENTS = 100_000


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Data:
    return make(tmp_path_factory.mktemp("events"), EVENTS)


@pytest.fixture(scope="module")
def answer(data: Data, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("answer") / "ours.parquet"
    ours.run(data, path)
    return path


def test_every_event_is_made_once_and_sorted(data: Data) -> None:
    rows = {table: [pq.read_table(file) for file in files] for table, files in data.tables.items()}
    assert sum(month.num_rows for months in rows.values() for month in months) == EVENTS
    accounts = np.concatenate([month["account_no"].to_numpy() for month in rows["order"]])
    assert accounts.min() == 0 and accounts.max() < data.accounts
    assert (np.bincount(accounts)[:10].min() > np.bincount(accounts)[-10:]).all()  # sizes are skewed
    assert all((np.diff(month["account_no"].to_numpy()) >= 0).all() for month in rows["order"])


@pytest.mark.parametrize("contestant", [sql, frames], ids=["sql", "pandas"])
def test_answers_are_equal(contestant: object, data: Data, answer: Path, tmp_path: Path) -> None:
    contestant.run(data, tmp_path / "theirs.parquet")
    assert agree.difference(answer, tmp_path / "theirs.parquet", data.accounts) <= agree.TOLERANCE


def test_scores_are_there_and_not_all_alike(answer: Path) -> None:
    score = pq.read_table(answer)["score"].drop_null().to_numpy()
    assert len(score) > 100 and 0 <= score.min() < score.max() <= 100


def test_the_scan_reads_every_column_of_the_question(data: Data, tmp_path: Path) -> None:
    scan.run(data, tmp_path / "nothing.parquet")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("column", ["neg_review_num", "im_slow_rank", "score"])
def test_a_wrong_answer_is_seen(column: str, data: Data, answer: Path, tmp_path: Path) -> None:
    table = pq.read_table(answer)
    changed = table[column].to_pylist()
    place = next(row for row, value in enumerate(changed) if value is not None)
    changed[place] += 1e-6 if isinstance(changed[place], float) else 1
    at, field = table.schema.get_field_index(column), table.schema.field(column)
    pq.write_table(table.set_column(at, field, pa.array(changed, field.type)), tmp_path / "wrong.parquet")
    with pytest.raises(AssertionError, match=column):
        agree.difference(answer, tmp_path / "wrong.parquet", data.accounts)


def test_missing_rows_are_seen(data: Data, answer: Path, tmp_path: Path) -> None:
    pq.write_table(pq.read_table(answer).slice(1), tmp_path / "short.parquet")
    with pytest.raises(AssertionError, match="neg_review_num"):
        agree.difference(answer, tmp_path / "short.parquet", data.accounts)
