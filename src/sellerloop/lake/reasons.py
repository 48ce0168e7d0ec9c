"""Reasons as they are published: a message as text and back, so that each reader sees it in own language."""

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from sellerloop.speech.message import Message


def message_text(message: Message | None) -> str | None:
    """Write a reason as JSON of its template and values; numbers stay numbers, all else becomes text."""
    return None if message is None else json.dumps(_plain(message), ensure_ascii=False)


@lru_cache(1024)  # few reasons, each of many accounts and days
def message_of(text: str | None) -> Message | None:
    """Read what :func:`message_text` wrote."""
    return None if text is None else _message(json.loads(text))


def _plain(value: object) -> object:
    if isinstance(value, Message):
        return {"text": value.text, "values": {name: _plain(v) for name, v in value.values.items()}}
    return value if isinstance(value, int | float | str) or value is None else str(value)


def _message(raw: Mapping[str, Any]) -> Message:
    values = {name: _message(v) if isinstance(v, dict) else v for name, v in raw["values"].items()}
    return Message(raw["text"], values)
