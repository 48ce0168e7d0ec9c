"""Take away one check of scope at a time: some page must then differ from what its reader may see.

That pages without a gap show nothing foreign is the matter of ``test_leaks``; here it is shown that a gap
cannot hide.
"""

import ast
import gc
import importlib
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import CodeType, FunctionType

import pytest
from django.test import Client
from django.utils import timezone

import sellerdesk
from sellerdesk.imports.models import Import
from sellerdesk.jobs.models import Job
from sellerdesk.people.demo import make_people
from sellerdesk.people.models import Person
from sellerdesk.policies.models import Draft, Outcome, Simulation
from sellerdesk.sellers import lake
from sellerdesk.sellers.models import Seller
from tests.pages.addresses import filled, values

HOME = Path(sellerdesk.__file__).parent
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
    """Replaces the call at one place: ``rows.visible_to(person)`` by all rows, a scope by no limit."""

    def __init__(self, place: tuple[int, int]) -> None:
        self.place = place

    def visit_Call(self, node: ast.Call) -> ast.AST:
        if (node.lineno, node.col_offset) == self.place and _scopes(node):
            new = EVERYTHING
            if isinstance(node.func, ast.Attribute):
                every = ast.Attribute(node.func.value, "all", ast.Load())
                new = ast.Call(every, [], [])
            return ast.copy_location(ast.fix_missing_locations(ast.copy_location(new, node)), node)
        return self.generic_visit(node)


def _scopes(node: ast.AST) -> bool:
    if not isinstance(node, ast.Call):
        return False
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    return name == ("visible_to" if isinstance(node.func, ast.Attribute) else "scope_of")


def gaps() -> Iterator[Gap]:
    """Every check of scope in the desk, taken away."""
    for path in sorted(HOME.rglob("*.py")):
        source = path.read_text("utf-8")
        calls = [(n.lineno, n.col_offset) for n in ast.walk(ast.parse(source)) if _scopes(n)]
        module = ".".join(("sellerdesk", *path.relative_to(HOME).with_suffix("").parts))
        for place in calls:
            tree = ast.fix_missing_locations(_Without(place).visit(ast.parse(source)))
            code = _around(compile(tree, str(path), "exec"), place[0])
            yield Gap(module, place[0], code.co_qualname, code.co_firstlineno, code)


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


GAPS = list(gaps())


@pytest.fixture
def people(living: Path) -> dict[str, Client]:
    """Browsers of those who may see a part: a portfolio, a market, a vendor's accounts, nothing."""
    manager, lead, _, _, vendor, _ = make_people()
    Person.objects.update(is_demo=False)
    sellers = list(Seller.objects.exclude(score=None).order_by("pk"))
    Seller.objects.filter(pk=sellers[0].pk).update(owner=manager)
    Seller.objects.filter(pk=sellers[-1].pk).update(vendor=vendor.vendor)
    found = {}
    for name, person in (("manager", manager), ("lead", lead), ("vendor", vendor)):
        found[name] = Client()
        found[name].force_login(Person.objects.get(pk=person.pk))
    return found


def functions(gap: Gap) -> list[FunctionType]:
    """The functions of this process that hold the check."""
    importlib.import_module(gap.module)
    return [
        found
        for found in gc.get_objects()
        if isinstance(found, FunctionType)
        and found.__module__ == gap.module
        and (found.__code__.co_qualname, found.__code__.co_firstlineno) == (gap.function, gap.first)
    ]


def read(client: Client, address: str) -> tuple[int, str]:
    """What an address answers, without what differs from one time to the next."""
    client.raise_request_exception = False
    response = client.get(address)
    body = b"".join(response.streaming_content) if response.streaming else response.content
    text = body.decode("utf-8", "replace")
    return response.status_code, "\n".join(line for line in text.splitlines() if "csrf" not in line)


def used(client: Client, address: str, wanted: frozenset[CodeType]) -> tuple[tuple[int, str], set[CodeType]]:
    """Read an address and note which of the functions ran."""
    ran: set[CodeType] = set()

    def note(frame: object, event: str, _: object) -> None:
        code = frame.f_code  # type: ignore[attr-defined]
        if event == "call" and code in wanted:
            ran.add(code)

    sys.setprofile(note)
    try:
        return read(client, address), ran
    finally:
        sys.setprofile(None)


@pytest.fixture
def objects(people: dict[str, Client]) -> dict[str, list[object]]:
    """Work of somebody who sees everything, which nobody of ``people`` may see."""
    admin = Person.objects.get(email="admin@demo.example")
    now = timezone.now()
    job = Job.objects.create(kind="secret", title="Secret", by=admin, created_at=now, due_at=now)
    draft = Draft.objects.create(
        policy="sps-us", text="secret: yes", author=admin, created_at=now, changed_by=admin, changed_at=now
    )
    simulation = Simulation.objects.create(
        policy="sps-us", build="b", as_of=now.date(), before_version="1", after_version="2", by=admin,
        draft=draft, created_at=now, done_at=now,
    )  # fmt: skip
    for seller in Seller.objects.exclude(score=None):
        Outcome.objects.create(simulation=simulation, seller=seller, before=4, after=3, change=-1)
    done = Import.objects.create(by=admin, created_at=now, place="upload", files=[["secret.csv", 1]])
    return {"job": [job.pk], "draft": [draft.pk], "simulation": [simulation.pk], "key": [str(done.pk)]}


def test_no_gap_can_hide(people: dict[str, Client], objects: dict[str, list[object]]) -> None:
    snapshot = lake.current()
    assert snapshot is not None
    addresses = [address for _, address in filled({**values(snapshot), **objects})]
    holders = {gap: functions(gap) for gap in GAPS}
    wanted = frozenset(f.__code__ for found in holders.values() for f in found)
    fair = {
        (name, address): used(client, address, wanted)
        for name, client in people.items()
        for address in addresses
    }
    hidden = []
    for gap, found in holders.items():
        codes = {function.__code__ for function in found}
        asked = [key for key, (_, ran) in fair.items() if ran & codes]
        for function in found:
            function.__code__ = gap.code
        caught = any(read(people[name], address) != fair[name, address][0] for name, address in asked)
        for function, code in zip(found, codes, strict=False):
            function.__code__ = code
        if not caught:
            hidden.append(f"{gap} ({len(asked)} pages)")
    assert hidden == []
    assert len(GAPS) >= 30
