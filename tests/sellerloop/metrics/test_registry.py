"""A metric is one file that is found by itself."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from sellerloop.metrics import catalogue
from sellerloop.metrics.registry import metrics

FILE = '''"""Orders, counted once more."""

from sellerloop.metrics.catalogue.shop.orders import METRIC as ORDERS

METRIC = ORDERS.with_(id="extra.again", name="Again", meaning="Orders once more")
'''


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder that the catalogue looks into as well, with one family."""
    family = tmp_path / "extra"
    family.mkdir()
    (family / "__init__.py").write_text('"""One more family."""\n')
    monkeypatch.setattr(catalogue, "__path__", [*catalogue.__path__, str(tmp_path)])
    metrics.cache_clear()
    yield family
    for name in [name for name in sys.modules if name.startswith(f"{catalogue.__name__}.extra")]:
        del sys.modules[name]
    metrics.cache_clear()


def test_a_new_file_is_a_new_metric(folder: Path) -> None:
    (folder / "again.py").write_text(FILE)
    assert metrics()["extra.again"].name == "Again"
    assert list(metrics()) == sorted(metrics())


def test_a_file_whose_metric_has_another_id_is_refused(folder: Path) -> None:
    (folder / "other.py").write_text(
        "from sellerloop.metrics.catalogue.shop.orders import METRIC  # noqa: F401\n"
    )
    with pytest.raises(ValueError, match=r"extra\.other declares the metric 'shop\.orders'"):
        metrics()
