"""Templates hold no inline script, style or event handler, so that the strict content policy works."""

import re

from tools.tree import Finding, Tree

_DJANGO = re.compile(r"\{#.*?#\}|\{%-?\s*comment\b.*?endcomment\s*%\}|\{%.*?%\}|\{\{.*?\}\}|<!--.*?-->", re.S)
_INLINE = {
    "an inline script": re.compile(
        r"<script\b(?![^>]*\bsrc\s*=)(?![^>]*type=[\"']application/json)[^>]*>", re.I
    ),
    "an inline style element": re.compile(r"<style\b", re.I),
    "a style attribute": re.compile(r"<[a-z][^>]*\sstyle\s*=", re.I),
    "an event handler attribute": re.compile(r"<[a-z][^>]*\s(?:on[a-z]{3,}|hx-on[:a-z-]*)\s*=", re.I),
    "a script address": re.compile(r"=\s*[\"']?\s*javascript:", re.I),
}


def check(tree: Tree) -> list[Finding]:
    """Return every inline script or style of a template."""
    return [
        Finding(path, _line(text, match.start()), f"{what}: move it to a file of the app")
        for path in tree.below("src", suffixes=(".html", ".svg"))
        for text in [_DJANGO.sub(_blank, tree.text(path))]
        for what, pattern in _INLINE.items()
        for match in pattern.finditer(text)
    ]


def _blank(match: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", match.group())


def _line(text: str, position: int) -> int:
    return text.count("\n", 0, position) + 1
