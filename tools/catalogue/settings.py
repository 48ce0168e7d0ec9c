"""The page of settings, from the desk's table of environment variables."""

from collections.abc import Iterable

from sellerdesk.config.environment import SETTINGS, Setting
from tools.catalogue.markdown import code, table


def page(settings: Iterable[Setting] = SETTINGS) -> str:
    """Return the page of all settings, or of those given."""
    rows = [(code(s.name), s.kind.name, code(s.default) or "none", s.meaning) for s in settings]
    return (
        "# Settings\n\nThe desk reads these environment variables and no others. A wrong value stops the "
        "start and names the variable.\n\n" + table(("variable", "type", "default", "meaning"), rows)
    )
