"""The generated pages: ``python -m tools.docs`` writes them; a rule fails when they are not up to date."""

from collections.abc import Callable
from pathlib import Path

from tools.catalogue import commands, events, licences, metrics, policies, settings
from tools.catalogue.markdown import HEAD

ROOT = Path(__file__).resolve().parent.parent
PAGES: dict[str, Callable[[], str]] = {
    "docs/catalogue/events.md": events.page,
    "docs/catalogue/metrics.md": metrics.page,
    "docs/catalogue/policies.md": policies.page,
    "docs/catalogue/commands.md": commands.page,
    "docs/catalogue/settings.md": settings.page,
    "docs/licences.md": licences.page,
}


def written(page: Callable[[], str]) -> str:
    """Return the whole text of a page as it stands in the file."""
    return HEAD + "\n" + page().rstrip() + "\n"


def main() -> None:
    """Write every page."""
    for path, page in PAGES.items():
        (ROOT / path).parent.mkdir(parents=True, exist_ok=True)
        (ROOT / path).write_text(written(page), "utf-8")
        print(f"  {path}")


if __name__ == "__main__":
    main()
