"""Fields that the TikTok Shop mapping reads, against the description of the API and old payloads.

Both are external data.
"""

import json
import re
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from sellerloop.lake.mappings.load import load_mapping
from tests.sellerloop.lake.tiktok_pages import SHOP, Pages, Row, T


@pytest.fixture
def pages(tmp_path: Path) -> Pages:
    return Pages(tmp_path)


_OPERATIONS = {
    "shops": "get_authorized_shops",
    "orders": "get_order_detail",
    "returns": "search_returns",
    "bad_reviews": "get_sps_metric_problem_details",
    "fault_returns": "get_sps_metric_problem_details",
    "sessions": "search_sessions",
    "messages": "get_conversation_messages",
}


@pytest.fixture(scope="module")
def described(real_data: Path) -> dict[str, Row]:
    path = real_data / "api_tiktok_shop" / "tiktok_shop_api_subset.json.zst"
    if not path.is_file():
        pytest.skip("no real data: the description of the TikTok Shop API is missing")
    with pa.input_stream(path, compression="zstd") as stream:
        return {one["name"]: one["response"] for one in json.loads(stream.read())["operations"]}


def leaf(fields: Row, path: str) -> Row:
    """Return the description at ``path``; on the wire ``type_`` is ``type``."""
    found: Row = {"fields": fields}
    for step in re.sub(r"\[\d+\]", "", path).split("."):
        inner = found["fields"]
        found = inner[step] if step in inner else inner[f"{step}_"]
    return found


@pytest.mark.parametrize("source", _OPERATIONS)
def test_every_field_that_is_read_is_described(described: dict[str, Row], source: str) -> None:
    options = load_mapping("tiktok-shop").sources[source]
    records = leaf(described[_OPERATIONS[source]], options.path)
    assert set(options.columns.values())
    for path in options.columns.values():
        assert leaf(records["fields"], path)["type"], path


def sample(described: Row, number: int) -> Any:
    """Return a value of the described type."""
    kind = described["type"].removesuffix(" | Unset")
    if "fields" in described:
        inner = {name.removesuffix("_"): sample(field, number) for name, field in described["fields"].items()}
        return [inner] if kind.startswith("list") else inner
    return {
        "str": str(number),
        "int": T + number,
        "bool": bool(number % 2),
        "list[str]": ["a"],
        "list[int]": [1],
    }.get(kind)


def test_pages_full_of_every_described_field_pass(described: dict[str, Row], pages: Pages) -> None:
    """Their values are nonsense, so rows may be refused; none may stop the import."""
    for name, source in (
        ("orders", "orders"),
        ("returns", "returns"),
        ("sessions", "sessions"),
        ("problems", "bad_reviews"),
    ):
        data = {
            key: sample(field, 7) for key, field in described[_OPERATIONS[source]]["data"]["fields"].items()
        }
        pages.page(f"{name}-1.json", **data)
    report = pages.bring()
    assert report.read >= 4


def test_the_shapes_of_2022_are_refused_or_empty_but_never_fatal(real_data: Path, pages: Pages) -> None:
    folder = real_data / "api_tiktok_shop" / "sample_payloads_2022"
    if not folder.is_dir():
        pytest.skip("no real data: the payloads of 2022 are missing")
    bodies = [path.read_bytes() for path in sorted(folder.rglob("*.json"))]
    for number, body in enumerate(bodies):
        for name in ("orders", "returns", "sessions", "problems"):
            (pages.folder / SHOP / f"{name}-{number}.json").parent.mkdir(exist_ok=True)
            (pages.folder / SHOP / f"{name}-{number}.json").write_bytes(body)
    report = pages.bring()
    assert set(report.refused) <= {"error_page", "not_json"}
    assert report.new == 1  # the shop itself
