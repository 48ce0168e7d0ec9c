from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sellerloop.lake import lookup_numbers
from sellerloop.lake.build import BuildOptions, build
from sellerloop.lake.engines.duck import connect
from sellerloop.lake.lookup import Found, carried, find_numbers, has_numbers
from sellerloop.lake.lookup_numbers import (
    CARRIERS,
    bucket_span,
    bucket_tables,
    buckets,
    hash_sql,
    number_hash,
    plain_number,
    plain_sql,
)
from sellerloop.lake.reader import EVERYTHING, Scope, Snapshot, open_snapshot
from tests.lakes import NOW, lake_of, quiet
from tests.marketplace import marketplace

ODD = "#\u2116\u200b\u202e\ufeff\u00a0\u3000 \t０９ａＺ！-_/.ßéđ退款abcXYZ019'\""


@settings(max_examples=60)
@given(st.lists(st.text(st.sampled_from(ODD) | st.characters(min_codepoint=1, codec="utf-8")), min_size=1))
def test_what_is_compared_is_the_same_in_python_and_in_sql(texts: list[str]) -> None:
    with connect(threads=1) as connection:
        sql = f"select {plain_sql('n')}, {hash_sql('n')} from (select unnest(?) as n)"
        found = connection.execute(sql, [texts]).fetchall()
    plain = [plain_number(text) for text in texts]
    assert found == [(text, number_hash(text)) for text in plain]


@pytest.mark.parametrize(
    "typed", ["o26-1", " # o26-1\n", "\u202eO26\u200b-1", "Ｏ２６－１", "№O26-1", "\ufeffo26 -1"]
)
def test_spaces_case_marks_and_width_make_no_difference(typed: str) -> None:
    assert plain_number(typed) == "O26-1"


@pytest.fixture(scope="module", params=[4_000_000, 50], ids=["one file", "many files"])
def snapshot(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lookup_numbers, "_PER_BUCKET", request.param)
        lake = lake_of(tmp_path_factory.mktemp("lake"), marketplace())
        build(lake, BuildOptions((), days=0), now=NOW, progress=quiet)
    found = open_snapshot(lake.root)
    assert found is not None and has_numbers(found)
    yield found


def rows(snapshot: Snapshot, kind: str, columns: str) -> list[tuple[str, ...]]:
    files = [str(path) for path in snapshot.lake.files(snapshot.manifest, f"settled/{kind}")]
    with connect(threads=1) as connection:
        sql = f"select distinct {columns} from read_parquet(?, union_by_name = true)"
        return connection.execute(sql, [files]).fetchall() if files else []


def test_every_number_of_the_lake_is_found_and_nothing_else(snapshot: Snapshot) -> None:
    checked = 0
    for carrier in CARRIERS:
        if not carrier.own:
            continue
        for account, number in rows(snapshot, carrier.kind, f"account, {carrier.column}")[:60]:
            found = find_numbers(snapshot, [f" #{number.lower()} "], EVERYTHING)
            assert (account, carrier.kind, number) in {(f.account.id, f.kind, f.number) for f in found}
            assert {plain_number(f.number) for f in found} == {plain_number(number)}
            checked += 1
    assert checked > 100
    assert find_numbers(snapshot, ["no such number", "", "#", "x" * 10_000], EVERYTHING) == []


def test_numbers_of_other_accounts_are_found_no_more_than_numbers_that_do_not_exist(
    snapshot: Snapshot,
) -> None:
    for account, number in rows(snapshot, "order", "account, order_id")[:40]:
        own, others = Scope(None, frozenset({account})), Scope(None, frozenset({"somebody else"}))
        assert {f.account.id for f in find_numbers(snapshot, [number], own)} == {account}
        assert find_numbers(snapshot, [number], others) == [] == find_numbers(snapshot, [number], Scope())


def test_an_order_knows_which_kinds_of_rows_are_about_it_and_when(snapshot: Snapshot) -> None:
    for kind, date in (("order", "placed_date"), ("review", "reviewed_date"), ("request", "opened_date")):
        for account, order, day in rows(snapshot, kind, f"account, order_id, {date}")[:40]:
            owner = snapshot.account(account, EVERYTHING)
            assert owner is not None
            first, last = carried(snapshot, owner, order, "order_id")[kind]
            assert first <= day <= last  # type: ignore[operator]


def test_several_numbers_are_found_at_once(snapshot: Snapshot) -> None:
    wanted = {number for (number,) in rows(snapshot, "order", "order_id")[:5]}
    found: list[Found] = find_numbers(snapshot, [*wanted, "nothing"], EVERYTHING)
    assert {f.number for f in found} == wanted


@given(st.integers(1, 2_000_000_000), st.integers(0, 2**40 - 1))
def test_buckets_part_all_hashes(total: int, number: int) -> None:
    of = buckets(total)
    spans = [bucket_span(0, of), bucket_span(of - 1, of)]
    assert spans[0][0] == 0 and spans[1][1] == 2**40
    tables = [f"published/numbers/{bucket:04d}-of-{of:04d}" for bucket in range(of)]
    (table,) = bucket_tables(tables, [number])
    first, end = bucket_span(tables.index(table), of)
    assert first <= number < end and total <= of * 4_000_000 < max(2 * total, 8_000_000)
    assert bucket_tables([], [number]) == []
