"""From a policy back to text: YAML for people, and one canonical JSON for hashes.

Fields at their default are left out, so that a new field of the schema changes no version. Numbers are
written exactly and without trailing zeros.
"""

import datetime as dt
import json
import re
from collections.abc import Mapping
from decimal import Decimal
from enum import Enum
from typing import Any

import yaml
from pydantic import BaseModel

from sellerloop.policy.schema import Policy


def plain(value: object) -> Any:
    """Return ``value`` as dicts, lists, texts, truth values, dates and exact numbers, without defaults."""
    if isinstance(value, BaseModel):
        fields = type(value).model_fields
        present = {name: getattr(value, name) for name in fields}
        # A window's type is a default of its class, but tells the classes apart.
        return {k: plain(v) for k, v in present.items() if k == "type" or v != fields[k].default}
    if isinstance(value, Mapping):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, tuple | list):
        return [plain(inner) for inner in value]
    return value.value if isinstance(value, Enum) else value


def to_yaml(policy: Policy | Mapping[str, Any]) -> str:
    """Return ``policy`` (or what :func:`plain` made of it) as a YAML file that reads back as an equal one."""
    return yaml.dump(plain(policy), Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=100)


def to_json(policy: Policy) -> str:
    """Return ``policy`` as canonical JSON on one line: names sorted, exact numbers. Equal policies give equal
    texts; it reads back as an equal policy."""
    return _canonical(plain(policy))


def number(value: Decimal | int) -> str:
    """Return the shortest exact decimal form of ``value``."""
    text = format(value, "f") if isinstance(value, Decimal) else str(value)
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


# Characters that YAML takes only escaped; those above the basic plane it takes only as they are.
_ESCAPED = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")


def _quoted(text: str) -> str:
    return _ESCAPED.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(text, ensure_ascii=False))


def _canonical(value: object) -> str:
    if isinstance(value, Mapping):
        pairs = (f"{_quoted(key)}:{_canonical(inner)}" for key, inner in sorted(value.items()))
        return "{" + ",".join(pairs) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(_canonical, value)) + "]"
    if isinstance(value, dt.date):
        return json.dumps(value.isoformat())
    if isinstance(value, Decimal | int) and not isinstance(value, bool):
        return number(value)
    return _quoted(value) if isinstance(value, str) else json.dumps(value)


class _Dumper(yaml.SafeDumper):
    """Writes exact numbers, and everything in full."""

    def ignore_aliases(self, data: object) -> bool:
        return True


def _decimal(dumper: yaml.SafeDumper, value: Decimal) -> yaml.ScalarNode:
    text = number(value)
    return dumper.represent_scalar(f"tag:yaml.org,2002:{'float' if '.' in text else 'int'}", text)


def _str(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
    """Write what is more than printable on one line in quotes, where it can be escaped."""
    style = None if value.isprintable() else '"'
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)


_Dumper.add_representer(Decimal, _decimal)
_Dumper.add_representer(str, _str)
