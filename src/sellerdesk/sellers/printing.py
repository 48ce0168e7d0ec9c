"""PDF of a page that prints: drawn by WeasyPrint, where the machine has what it needs."""

import importlib
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import NoReturn

_SHEET = Path(__file__).parent / "static/sellers/paper.css"


@cache
def _engine() -> ModuleType | None:
    """The library, loaded at first use: it costs a third of a second. None where it or Pango is missing."""
    try:
        return importlib.import_module("weasyprint")
    except (ImportError, OSError):
        return None


def available() -> bool:
    """Whether this machine can make a PDF."""
    return _engine() is not None


def pdf_of(html: str) -> bytes:
    """Draw a page. It may look nothing up: neither files nor addresses. Raises LookupError on a machine that
    cannot (see :func:`available`)."""
    engine = _engine()
    if engine is None:
        raise LookupError("no PDF on this machine")
    sheet = engine.CSS(string=_styles())
    found: bytes = engine.HTML(string=html, url_fetcher=_refuse).write_pdf(stylesheets=[sheet])
    return found


@cache
def _styles() -> str:
    return _SHEET.read_text("utf-8")


def _refuse(address: str, *rest: object, **more: object) -> NoReturn:
    raise ValueError(f"a letter looks nothing up: {address}")
