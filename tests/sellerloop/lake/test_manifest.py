"""A manifest says the same after a round through its file."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sellerloop.lake.manifest import (
    SCHEMA,
    BuildInfo,
    DataFile,
    ImportEntry,
    Manifest,
    SourceFile,
    dump,
    load,
)

texts = st.text(max_size=8)
numbers = st.integers(min_value=0, max_value=2**60)
instants = st.datetimes(timezones=st.just(dt.UTC))
files = st.builds(DataFile, texts, texts, texts, texts, numbers, numbers, texts)
sources = st.builds(SourceFile, texts, numbers, texts)
refused = st.lists(st.tuples(texts, numbers), max_size=3).map(tuple)
imports = st.builds(
    ImportEntry,
    id=texts,
    mapping=texts,
    created_at=instants,
    known_at=st.none() | instants,
    sources=st.lists(sources, max_size=2).map(tuple),
    read=numbers,
    new=numbers,
    changed=numbers,
    same=numbers,
    refused=refused,
    fed=st.lists(texts, max_size=2).map(tuple),
)
builds = st.builds(
    BuildInfo,
    id=texts,
    created_at=instants,
    as_of=st.dates(),
    known_at=instants,
    spec_hash=texts,
    policies=st.lists(st.tuples(texts, texts), max_size=2).map(tuple),
    input=texts,
)
manifests = st.builds(
    Manifest,
    id=st.just("000007-0a1b2c3d"),
    parent=texts,
    kind=st.sampled_from(["import", "build"]),
    created_at=instants,
    watermark=st.none() | instants,
    files=st.lists(files, max_size=3).map(tuple),
    imports=st.lists(imports, max_size=2).map(tuple),
    build=st.none() | builds,
)


@given(manifests)
def test_what_was_written_is_read(manifest: Manifest) -> None:
    assert load(dump(manifest)) == manifest


def test_equal_manifests_give_equal_bytes() -> None:
    assert dump(Manifest(id="000001-a")) == dump(Manifest(id="000001-a"))


def test_a_newer_layout_is_refused() -> None:
    with pytest.raises(ValueError, match="newer version"):
        load(dump(Manifest(schema=SCHEMA + 1)))


def test_files_are_selected_by_table_market_and_month() -> None:
    def file(table: str, market: str, month: str) -> DataFile:
        return DataFile(table, market, month, f"{table}{market}{month}", 1, 1, "")

    a, b, c = (
        file("events/order", "VN", "2026-01"),
        file("events/order", "US", "2026-02"),
        file("facts", "VN", ""),
    )
    manifest = Manifest(id="000012-x", files=(a, b, c))
    assert manifest.select("events/order") == (a, b)
    assert manifest.select("events/order", markets={"US"}) == (b,)
    assert manifest.select("events/order", months=["2026-01"]) == (a,)
    assert manifest.tables() == ("events/order", "facts")
    assert manifest.tables("events/") == ("events/order",)
    assert (manifest.number, Manifest().number) == (12, 0)
