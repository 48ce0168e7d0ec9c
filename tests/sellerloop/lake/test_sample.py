"""The first rows of a file are those that an import would read."""

from pathlib import Path

import pytest

from sellerloop.lake.failure import LakeError
from sellerloop.lake.sources.limits import Limits
from sellerloop.lake.sources.options import SourceOptions
from sellerloop.lake.sources.sample import Sample, take_sample

RECORDS = '{"id": 7, "paid": {"by": "Lê", "at": null}}', '{"id": 8, "gift": true, "tags": ["a", "b"]}'
SEEN = (
    ("id", "paid.by", "paid.at", "gift", "tags"),
    ("7", "Lê", "", "", ""),
    ("8", "", "", "true", '["a", "b"]'),
)


def sample(path: Path, text: str, /, **options: object) -> Sample:
    path.write_text(text, encoding="utf-8")
    return take_sample(path, SourceOptions.model_validate({"file": path.name, **options}), Limits(), 2)


@pytest.mark.parametrize(
    ("name", "text", "options"),
    [
        ("a.jsonl", "\n".join((*RECORDS, '{"id": 9}')), {}),
        ("a.jsonl", "\n".join(("no json", "[1]", *RECORDS)), {}),
        ("a.json", f"[{','.join(RECORDS)}]", {}),
        ("a.json", f'{{"data":\n {{"list": [\n{",".join(RECORDS)}\n]}}}}', {"path": "data.list"}),
    ],
)
def test_records_are_found_wherever_they_lie(
    tmp_path: Path, name: str, text: str, options: dict[str, str]
) -> None:
    found = sample(tmp_path / name, text, **options)
    assert (found.headers, *found.rows) == SEEN


def test_cells_follow_the_header_and_values_come_once(tmp_path: Path) -> None:
    found = sample(tmp_path / "a.csv", "note\nid; name\n1;x\n2\n3;z\n", skip=1, delimiter=";")
    assert found == Sample(("id", "name"), (("1", "x"), ("2", "")))
    assert found.values("name") == ("x",)


def test_what_cannot_be_read_is_told(tmp_path: Path) -> None:
    with pytest.raises(LakeError, match=r"a\.parquet"):
        sample(tmp_path / "a.parquet", "no parquet")
    with pytest.raises(LakeError, match=r"a\.csv"):
        take_sample(tmp_path / "a.csv", SourceOptions.model_validate({"file": "a.csv"}), Limits())
