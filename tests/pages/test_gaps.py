"""Take away one check of scope at a time: some page must then differ from what its reader may see.

That pages without a gap show nothing foreign is the matter of ``test_leaks``; here it is shown that a gap
cannot hide.
"""

import ast
import cProfile
import datetime as dt
import gc
import importlib
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import CodeType, FunctionType

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

import sellerdesk
from sellerdesk.boards.layout import Kind, Layout, Tile, new_id
from sellerdesk.boards.models import Board
from sellerdesk.imports.models import Import
from sellerdesk.jobs.models import Job
from sellerdesk.people.demo import make_people
from sellerdesk.people.models import Person
from sellerdesk.policies.models import Draft, Outcome, Simulation
from sellerdesk.sellers import lake, printing
from sellerdesk.sellers.models import SavedView, Seller
from sellerloop.policy.dump import to_json
from tests.pages.addresses import filled, values

HOME = Path(sellerdesk.__file__).parent
_CHANGING = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d\S*|\d\d:\d\d(?::\d\d)?")
EVERYTHING = ast.parse(
    "__import__('sellerloop.lake.reader', fromlist=['EVERYTHING']).EVERYTHING", mode="eval"
).body


@dataclass(frozen=True)
class Gap:
    """One call that keeps a reader within bounds: where it stands, and the function without it."""

    module: str
    line: int
    function: str
    first: int
    code: CodeType

    def __str__(self) -> str:
        return f"{self.module}:{self.line} {self.function}"


class _Without(ast.NodeTransformer):
    """Replaces calls at some places: ``rows.visible_to(person)`` by all rows, a scope by no limit."""

    def __init__(self, places: Collection[tuple[int, int]]) -> None:
        self.places = places

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        if (node.lineno, node.col_offset) in self.places and _scopes(node):
            new = EVERYTHING
            if isinstance(node.func, ast.Attribute):
                every = ast.Attribute(node.func.value, "all", ast.Load())
                new = ast.Call(every, [], [])
            return ast.fix_missing_locations(ast.copy_location(new, node))
        return node


def _scopes(node: ast.AST) -> bool:
    if not isinstance(node, ast.Call):
        return False
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    return name == ("visible_to" if isinstance(node.func, ast.Attribute) else "scope_of")


def gaps() -> tuple[list[Gap], list[Gap]]:
    """Every check of scope in the desk, taken away alone, and all of a module taken away together."""
    alone, together = [], []
    for path in sorted(HOME.rglob("*.py")):
        source = path.read_text("utf-8")
        module = ".".join(("sellerdesk", *path.relative_to(HOME).with_suffix("").parts))
        calls = [(n.lineno, n.col_offset) for n in ast.walk(ast.parse(source)) if _scopes(n)]
        whole = _compiled(source, path, calls)
        for place in calls:
            code, all_gone = _around(_compiled(source, path, [place]), place[0]), _around(whole, place[0])
            named = module, place[0], code.co_qualname, code.co_firstlineno
            alone.append(Gap(*named, code))
            together.append(Gap(*named, all_gone))
    return alone, together


def _compiled(source: str, path: Path, places: Collection[tuple[int, int]]) -> CodeType:
    tree = ast.fix_missing_locations(_Without(places).visit(ast.parse(source)))
    return compile(tree, str(path), "exec")


def _around(module: CodeType, line: int) -> CodeType:
    """The innermost function or method that is no part of another one and spans ``line``."""
    found = module
    while inner := [c for c in found.co_consts if isinstance(c, CodeType) and _spans(c, line)]:
        if found is not module and not _is_class(found):
            break
        found = inner[0]
    return found


def _spans(code: CodeType, line: int) -> bool:
    lines = [number for _, _, number in code.co_lines() if number]
    nested = [c for c in code.co_consts if isinstance(c, CodeType)]
    return min(lines) <= line <= max(lines) or any(_spans(c, line) for c in nested)


def _is_class(code: CodeType) -> bool:
    return "__qualname__" in code.co_names


GAPS, WHOLE = gaps()


Ask = tuple[str, str, tuple[tuple[str, str], ...]]  # method, address, fields


@pytest.fixture
def people(living: Path) -> dict[str, Client]:
    """Browsers of those who see a portfolio, a market or a vendor's accounts, and of the administrator."""
    manager, lead, _, _, vendor, admin = make_people()
    Person.objects.update(is_demo=False)
    sellers = list(Seller.objects.exclude(score=None).order_by("pk"))
    Seller.objects.filter(pk=sellers[0].pk).update(owner=manager)
    Seller.objects.filter(pk=sellers[-1].pk).update(vendor=vendor.vendor)
    found = {}
    for name, person in (("manager", manager), ("lead", lead), ("vendor", vendor), ("admin", admin)):
        found[name] = Client()
        found[name].raise_request_exception = False
        found[name].force_login(Person.objects.get(pk=person.pk))
    return found


@pytest.fixture
def objects(people: dict[str, Client]) -> dict[str, list[object]]:
    """Work of the administrator, most of which nobody else may see; one board is shared."""
    admin, now = Person.objects.get(email="admin@demo.example"), timezone.now()
    snapshot = lake.current()
    assert snapshot is not None
    policy = to_json(snapshot.policies["sps-us"].policy)
    made = {"by": admin, "created_at": now}
    job = Job.objects.create(kind="secret", title="Secret", due_at=now, **made)
    drafted = {
        "author": admin,
        "created_at": now,
        "changed_by": admin,
        "changed_at": now,
        "text": "secret: 1",
    }
    draft = Draft.objects.create(policy="sps-us", **drafted)
    soon = now.date() + dt.timedelta(days=9)
    Draft.objects.create(policy="secret", state="approved", effective_from=soon, **drafted)
    build = {"build": "b", "as_of": now.date(), "before": policy, "after": policy}
    simulation = Simulation.objects.create(
        policy="sps-us", before_version="1", after_version="2", draft=draft, done_at=now, **build, **made
    )
    for seller in Seller.objects.exclude(score=None):
        Outcome.objects.create(simulation=simulation, seller=seller, before=4, after=3, change=-1)
    waiting = Simulation.objects.create(
        policy="sps-us", before_version="1", after_version="3", **build, **made
    )
    Job.objects.create(kind="policies.simulate", key=str(waiting.pk), title="Secret", due_at=now, **made)
    secret = Import.objects.create(place="upload", files=[{"name": "secret.csv", "size": 1}], **made)
    tile = Tile(id=new_id(), kind=Kind.FIGURE, width=1, policy="sps-us", metric="tts.otdr")
    layout = Layout(tiles=(tile,)).model_dump(mode="json")
    owned = {"owner": admin, "layout": layout, "made_at": now, "changed_at": now}
    boards = [Board.objects.create(name=f"Secret {s}", sharing=s, **owned) for s in ("private", "edit")]
    SavedView.objects.create(name="Secret view", owner=admin, made_at=now)
    return {
        "job": [job.pk],
        "draft": [draft.pk],
        "simulation": [simulation.pk, waiting.pk],
        "key": [str(secret.pk)],
        "board": [board.pk for board in boards],
    }


def known_parts(objects: Mapping[str, Sequence[object]]) -> dict[str, Sequence[object]]:
    """What stands in addresses: one metric, and of the sellers only so many that everybody has one to see
    and others not to see."""
    snapshot = lake.current()
    assert snapshot is not None
    known = {**values(snapshot), **objects, "metric": ["tts.otdr"]}
    rest = Seller.objects.filter(owner=None, vendor=None).exclude(score=None)
    kinds = (
        Seller.objects.exclude(owner=None),
        Seller.objects.exclude(vendor=None),
        rest.filter(market="VN"),
    )
    some = [known["seller"][0], *(kind.order_by("pk").values_list("pk", flat=True)[0] for kind in kinds)]
    return known | {"seller": list(dict.fromkeys(some))}


def asks(known: Mapping[str, Sequence[object]]) -> Iterator[Ask]:
    """Every page, and what is asked for by a form."""
    for _, address in filled(known):
        yield "get", address, ()
    for seller in Seller.objects.filter(pk__in=known["seller"]):
        yield "get", "/find/", (("q", seller.name),)
        yield "get", "/find/", (("q", "a"), ("here", f"/sellers/{seller.pk}/"))
        yield "get", "/metrics/tts.otdr/", (("seller", seller.pk),)
        yield "post", reverse("sellers:bulk"), (("act", "export"), ("pick", seller.pk))
    yield "get", "/metrics/tts.otdr/", (("q", "0"),)
    for order in known["order"]:
        yield "get", "/orders/", (("q", str(order)),)
    for draft in known["draft"]:
        yield "post", reverse("policies:simulate", args=[draft]), ()


def functions(gap: Gap) -> list[FunctionType]:
    """The functions of this process that hold the check."""
    importlib.import_module(gap.module)
    return [
        found
        for found in gc.get_objects()
        if type(found) is FunctionType  # a lazy object would wake up if it were asked for its class
        and found.__module__ == gap.module
        and (found.__code__.co_qualname, found.__code__.co_firstlineno) == (gap.function, gap.first)
    ]


def read(client: Client, ask: Ask) -> tuple[int, str]:
    """What is answered, without what differs from one time to the next; nothing of it stays."""
    method, address, fields = ask
    with transaction.atomic():
        response = getattr(client, method)(address, dict(fields))
        body = b"".join(response.streaming_content) if response.streaming else response.content
        transaction.set_rollback(True)
    text = _CHANGING.sub("", body.decode("utf-8", "replace"))
    return response.status_code, "\n".join(line for line in text.splitlines() if "csrf" not in line)


def used(
    client: Client, ask: Ask, wanted: frozenset[CodeType]
) -> tuple[tuple[int, str], frozenset[CodeType]]:
    """Ask and note which of the functions ran."""
    profile = cProfile.Profile(subcalls=False, builtins=False)
    answer = profile.runcall(read, client, ask)
    return answer, wanted & {entry.code for entry in profile.getstats()}


@contextmanager
def without(found: Sequence[FunctionType], code: CodeType) -> Iterator[None]:
    """The functions run ``code`` meanwhile."""
    kept = [function.__code__ for function in found]
    for function in found:
        function.__code__ = code
    try:
        yield
    finally:
        for function, own in zip(found, kept, strict=True):
            function.__code__ = own


def test_no_gap_can_hide(
    people: dict[str, Client], objects: dict[str, list[object]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A gap shows alone; or it shows with the others of its module, because one held for the other; or nobody
    whose sight is bounded gets so far, because their role ends before."""
    monkeypatch.setattr(printing, "_engine", object)  # what would be drawn is read: drawing takes long
    monkeypatch.setattr(printing, "pdf_of", str.encode)
    every = list(asks(known_parts(objects)))
    holders = {gap: functions(gap) for gap in (*GAPS, *WHOLE)}
    wanted = frozenset(function.__code__ for gap in GAPS for function in holders[gap])
    everywhere = people.pop("admin")
    fair = {(name, ask): used(client, ask, wanted) for name, client in people.items() for ask in every}

    @cache
    def of_the_administrator() -> frozenset[CodeType]:
        return frozenset[CodeType]().union(*(used(everywhere, ask, wanted)[1] for ask in every))

    @cache
    def shows(*gone: Gap) -> bool:
        codes = {function.__code__ for gap in gone for function in holders[gap]}
        asked = [key for key, (_, ran) in fair.items() if ran & codes]
        if not asked:
            return bool(of_the_administrator() & codes)
        with ExitStack() as stack:
            for gap in gone:
                stack.enter_context(without(holders[gap], gap.code))
            return any(read(people[name], ask) != fair[name, ask][0] for name, ask in asked) or all(
                fair[key][0][0] == 403 for key in asked
            )

    module = {gap.module: [other for other in WHOLE if other.module == gap.module] for gap in GAPS}
    hidden = [str(gap) for gap in GAPS if not shows(gap) and not shows(*module[gap.module])]
    assert not hidden, "\n".join(hidden)
    assert len(GAPS) >= 30
