"""Pictures of the pages of a running demo: every theme, width and language, to be looked at one by one.

``python -m tools.pictures`` writes them below ``var/pictures``; ``--docs`` those that the documents show.
"""

import argparse
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from bench.pages.desk import Desk, running

ROOT = Path(__file__).resolve().parent.parent
LANGUAGES, THEMES, WIDTHS = ("en", "vi", "zh-hans"), ("light", "dark"), (1360, 390)
DOCS = ("home:start", "sellers:scorecard", "orders:order", "metrics:metric")
_HEIGHT = 900


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture: which page, how it is seen, and its file."""

    address: str
    language: str
    theme: str
    width: int
    file: Path


def shots(pages: dict[str, str], folder: Path) -> Iterator[Shot]:
    """Every page in every theme, width and language."""
    for name, address in pages.items():
        for language in LANGUAGES:
            for theme in THEMES:
                for width in WIDTHS:
                    file = folder / f"{name.replace(':', '-')}-{language}-{theme}-{width}.png"
                    yield Shot(address, language, theme, width, file)


def documented(pages: dict[str, str], folder: Path) -> Iterator[Shot]:
    """The pictures of the documents: English, light, wide."""
    for name in DOCS:
        if name in pages:
            yield Shot(pages[name], "en", "light", WIDTHS[0], folder / f"{name.replace(':', '-')}.png")


def take(browser: Browser, desk: Desk, shot: Shot) -> None:
    """Write one picture."""
    context = browser.new_context(viewport={"width": shot.width, "height": _HEIGHT}, reduced_motion="reduce")
    chosen = {"sessionid": desk.session, "django_language": shot.language, "desk_theme": shot.theme}
    context.add_cookies(
        [{"name": name, "value": value, "url": desk.address} for name, value in chosen.items()]
    )
    page = context.new_page()
    page.goto(desk.address + shot.address)
    page.wait_for_load_state("networkidle")  # some parts of a page follow by themselves
    page.screenshot(path=shot.file, full_page=True)
    context.close()


def main() -> int:
    """Take the pictures; return 1 where there is no browser."""
    parser = argparse.ArgumentParser(prog="python -m tools.pictures", description=__doc__)
    parser.add_argument("--keep", type=Path, default=ROOT / "var/demo-desk", help="where the demo lives")
    parser.add_argument("--docs", action="store_true", help="only those of the documents")
    parser.add_argument("--only", default="", help="only pages whose name holds this text")
    options = parser.parse_args()
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        print("no chromium on this machine: apt install chromium", file=sys.stderr)
        return 1
    folder = ROOT / ("docs/pictures" if options.docs else "var/pictures")
    folder.mkdir(parents=True, exist_ok=True)
    with running(options.keep.resolve(), demo=True) as desk, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        pages = {name: address for name, address in desk.pages().items() if options.only in name}
        wanted = list(documented(pages, folder) if options.docs else shots(pages, folder))
        for number, shot in enumerate(wanted, 1):
            take(browser, desk, shot)
            print(f"{number}/{len(wanted)} {shot.file.relative_to(ROOT)}", flush=True)
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
