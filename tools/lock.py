"""Make the lock files again: requirements/*.txt from requirements/*.in, and package-lock.json.

Locks hold versions and hashes and never an address. Pins that stand are kept; ``--upgrade`` moves them.
Each set is bound by the sets before it, so that a pin of tests can never move one of the product.
"""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BOUND_BY = {
    "build": (),
    "core": ("build",),
    "spark": ("build", "core"),
    "node": ("build", "core"),
    "dev": ("build", "core", "spark", "node"),
}


def command(name: str, *, upgrade: bool) -> list[str]:
    """Return the command that locks the set ``name``."""
    bounds = [word for other in BOUND_BY[name] for word in ("-c", f"requirements/{other}.txt")]
    return [
        *(str(ROOT / ".venv/bin/uv"), "pip", "compile", f"requirements/{name}.in", *bounds),
        *("--python-version", "3.11", "--generate-hashes", "--no-header", "--quiet"),
        *("--output-file", f"requirements/{name}.txt"),
        *(("--upgrade",) if upgrade else ()),
    ]


def main() -> None:
    """Lock every set, then the npm packages."""
    for name in BOUND_BY:
        print(f"  requirements/{name}.txt", flush=True)
        subprocess.run(command(name, upgrade="--upgrade" in sys.argv), cwd=ROOT, check=True)
    print("  package-lock.json", flush=True)
    npm = ["npm", "install", "--package-lock-only", "--ignore-scripts", "--loglevel=error"]
    subprocess.run(npm, cwd=ROOT, check=True)


if __name__ == "__main__":
    main()
