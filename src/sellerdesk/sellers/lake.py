"""The desk's view of the lake: the current snapshot, opened once a build and shared by all requests."""

import threading
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from sellerdesk.ui import formats
from sellerloop.lake.failure import LakeError
from sellerloop.lake.reader import Snapshot, open_snapshot
from sellerloop.lake.writer import POINTER

_LOCK = threading.Lock()
_OPEN: dict[tuple[Path, int, int], Snapshot | None] = {}


def current() -> Snapshot | None:
    """Return the snapshot that the pointer names now; None when nothing was built yet.

    Resolving policies costs more than any query, so a snapshot is kept until the pointer moves. Raises
    LakeError when the lake is damaged.
    """
    root: Path = settings.LAKE
    try:
        stat = (root / POINTER).stat()
    except FileNotFoundError:
        return None
    key = root, stat.st_mtime_ns, stat.st_ino
    with _LOCK:
        if key not in _OPEN:
            snapshot = open_snapshot(root)
            _OPEN.clear()
            _OPEN[key] = snapshot
        return _OPEN[key]


def trouble(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Answer a damaged lake with the lake's own sentence; that is middleware."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def process_exception(request: HttpRequest, problem: Exception) -> HttpResponse | None:
        if not isinstance(problem, LakeError):
            return None
        return render(request, "503.html", {"sentence": formats.say(problem.message)}, status=503)

    middleware.process_exception = process_exception  # type: ignore[attr-defined]
    return middleware
