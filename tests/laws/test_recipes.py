"""The recipes of CONTRIBUTING.md work as written: every test takes its code blocks from the page."""

import datetime as dt
import inspect
import sys
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from types import ModuleType

import pytest

from sellerloop.events import kinds
from sellerloop.events.contract import Contract
from sellerloop.events.registry import contracts
from sellerloop.lake.build import BuildOptions, build
from sellerloop.lake.engines.duck import DuckEngine
from sellerloop.lake.facts import counts
from sellerloop.lake.imports import ImportOptions, ImportReport, import_events
from sellerloop.lake.mappings.load import _shipped, load_mapping, shipped
from sellerloop.lake.mappings.native import native, template
from sellerloop.lake.serve import served
from sellerloop.lake.storage import Lake
from sellerloop.metrics import catalogue, registry
from sellerloop.metrics.reading import read
from sellerloop.metrics.spec import Metric, counters
from sellerloop.scores.packs import packs
from tests.lakes import NOW, lake_of, quiet
from tests.laws import test_metrics_arithmetic as arithmetic
from tests.laws import test_metrics_catalogue as laws
from tests.marketplace import marketplace
from tests.recipes import blocks, named_path, run
from tests.rows import at, row, table
from tests.sellerloop.metrics import examples
from tests.sellerloop.metrics.shops import AS_OF, measured

METRIC, KIND, POLICY, SOURCE = "Add a metric", "Add an event kind", "Add a policy", "Add a source"
ROOT = Path(__file__).parent.parent.parent
CACHED = (registry.metrics, contracts, native, _shipped)


@pytest.fixture
def registries(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Registries that find what is planted, and forget it afterwards."""
    known = set(sys.modules)
    yield
    for name in set(sys.modules) - known:
        if name.startswith((catalogue.__name__, kinds.__name__)):
            del sys.modules[name]
    _forget()


def _forget() -> None:
    for cached in CACHED:
        cached.cache_clear()


def planted(title: str, package: ModuleType, folder: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Write the recipe's file into ``folder``, seen as part of ``package``; return its module name."""
    code = blocks(title, "python")[0]
    path = named_path(title, code)
    assert path.parent == Path("src", *package.__name__.split("."))
    assert not (ROOT / path).exists(), "a recipe shows something new"
    (folder / path.name).write_text(code, "utf-8")
    monkeypatch.setattr(package, "__path__", [*package.__path__, str(folder)])
    _forget()
    return path.stem


@pytest.fixture
def metric(registries: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Metric:
    family = sys.modules[f"{catalogue.__name__}.shop"]
    name = planted(METRIC, family, tmp_path, monkeypatch)
    return registry.metrics()[f"shop.{name}"]


def test_the_metric_is_found_by_itself_and_compiles(metric: Metric) -> None:
    assert len(counters(metric)) == 2


def test_the_metric_obeys_every_law(metric: Metric, monkeypatch: pytest.MonkeyPatch) -> None:
    laws.test_names_and_meanings_are_unique()
    monkeypatch.setattr(arithmetic, "ALL", (metric,))
    arithmetic.values.cache_clear()
    given: dict[str, object] = {"one": metric, "seed": 1}
    obeyed = 0
    for module in (laws, arithmetic):
        for name, law in inspect.getmembers(module, inspect.isfunction):
            wanted = inspect.signature(law).parameters
            if name.startswith("test_") and "one" in wanted:
                law(**{argument: given[argument] for argument in wanted})
                obeyed += 1
    arithmetic.values.cache_clear()
    assert obeyed >= 8


def test_the_metric_counts_what_its_line_of_examples_says(metric: Metric) -> None:
    line = blocks(METRIC, "python")[1]
    found = eval(f"{{{line}}}", {"Fraction": Fraction})  # the page is ours
    reading = measured(metric, examples.shop(), AS_OF)
    assert {metric.id: (reading.num, reading.den, reading.value)} == found


def test_the_metric_counts_right_in_a_built_lake(metric: Metric, tmp_path: Path) -> None:
    placed = at("2026-11-10T05:00")
    cancelled = {"cancelled_at": placed, "cancel_fault": "buyer"}
    given: list[dict[str, object]] = [{}, cancelled, {"cancelled_at": placed, "cancel_fault": "seller"}]
    given += [cancelled | {"is_sample": True}, cancelled | {"placed_at": at("2026-10-01")}]
    orders = [
        row("order", **{"order_id": f"o{n}", "placed_at": placed, **some}) for n, some in enumerate(given)
    ]
    lake = lake_of(tmp_path / "lake", {"order": table("order", *orders)})
    day = at("2026-11-22").date()
    build(lake, BuildOptions((), day, days=1), now=NOW, progress=quiet)
    with served(lake, lake.current(), ()) as tables, DuckEngine() as engine:
        found, daily = counts(engine, tables, [metric], [day])
    reading = read(metric, found, 0, 0, daily)
    assert (reading.num, reading.den, reading.value) == (1, 3, Fraction(100, 3))


@pytest.fixture
def kind(registries: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Contract:
    name = planted(KIND, kinds, tmp_path, monkeypatch)
    return contracts()[name]


def imported(lake: Lake, name: str, folder: Path, known_at: dt.datetime | None = None) -> ImportReport:
    options = ImportOptions(known_at=known_at)
    now = at("2026-11-23T06:00")
    return import_events(lake, load_mapping(name), [folder], options=options, now=now, progress=quiet)


def test_the_event_kind_is_imported_checked_and_settled(kind: Contract, tmp_path: Path) -> None:
    text = blocks(KIND, "csv")[0]
    assert text.splitlines()[0] + "\n" == template(kind)
    files = tmp_path / "files"
    files.mkdir()
    (files / f"{kind.kind}.csv").write_text(text, "utf-8")
    lake = Lake(tmp_path / "lake")
    report = imported(lake, "native", files)
    assert (report.new, report.refused) == (1, {"contradiction": 1})
    build(lake, BuildOptions((), days=1), now=NOW, progress=quiet)
    settled = [file.rows for file in lake.current().files if file.table == f"settled/{kind.kind}"]
    assert settled == [1]


def test_the_source_is_imported_as_its_mapping_says(tmp_path: Path) -> None:
    mapping, text = blocks(SOURCE, "yaml")[0], blocks(SOURCE, "csv")[0]
    path = named_path(SOURCE, mapping)
    assert path.parent == Path("src/sellerloop/lake/mappings") and path.stem not in shipped()
    (tmp_path / path.name).write_text(mapping, "utf-8")
    files = tmp_path / "files"
    files.mkdir()
    (files / "orders-2026-11-22.csv").write_text(text, "utf-8")
    report = imported(Lake(tmp_path / "lake"), str(tmp_path / path.name), files, at("2026-11-23"))
    assert (report.read, report.new, sum(report.refused.values())) == (2, 1, 1)
    assert [(refusal.row, refusal.column) for refusal in report.samples] == [(3, "placed_at")]


def test_the_policy_is_sound_and_scores(tmp_path: Path) -> None:
    text = blocks(POLICY, "yaml")[0]
    path = named_path(POLICY, text)
    assert path.parent == Path("src/sellerloop/scores/packs") and path.stem not in packs()
    (tmp_path / path.name).write_text(text, "utf-8")
    lake = lake_of(tmp_path / "lake", marketplace())
    build(lake, BuildOptions((), at("2026-11-05").date(), days=1), now=NOW, progress=quiet)
    done = run(f"sellerloop --lake {lake.root} score --policy {tmp_path / path.name} --format csv")
    lines = [line.split(",") for line in done.splitlines()]
    cards = [dict(zip(lines[0], line, strict=True)) for line in lines[1:]]
    assert len(cards) == 4
    for card in cards:
        on_time = min(max((float(card["tts.otdr"]) - 80) * 5, 0), 100)
        kept = max(100 - 10 * float(card["tts.sfcr"]), 0)
        assert float(card["score"]) == pytest.approx(0.6 * on_time + 0.4 * kept)


def test_a_marketplace_is_tried_out_with_the_commands_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    commands = blocks("Try it on a marketplace", "sh")[0].splitlines()
    assert "Shop Performance Score-style" in [run(command) for command in commands][-1]
