"""Run a tool of .venv on a tree and turn its lines into findings."""

import os
import re
import subprocess
import sys
from pathlib import Path

from tools.tree import Finding, Tree

_ENVIRONMENT = {
    "PYTHONPATH": "src",
    "NO_COLOR": "1",
    "TERM": "dumb",
    "SELLERDESK_SECRET_KEY": "only for checking types, never for signing anything",
}


def findings(tree: Tree, tool: str, *arguments: str, only: str = "") -> list[Finding]:
    """Return one finding per line that the tool prints when it fails; none when it succeeds.

    ``only`` is a pattern of the lines that matter; where none does, all lines are returned.
    """
    home = Path(sys.executable).parent
    done = subprocess.run(
        [str(home / tool), *arguments],
        cwd=tree.root,
        env={**os.environ, **_ENVIRONMENT},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode == 0:
        return []
    lines = [line.rstrip() for line in (done.stdout + done.stderr).splitlines() if line.strip()]
    chosen = [line for line in lines if re.search(only, line)] or lines
    return [Finding(tool, 0, line) for line in chosen or [f"exit code {done.returncode}"]]
