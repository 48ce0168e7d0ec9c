"""Texts of jobs as they are kept: a plain text or catalogue entry, or a message with its values.

They are put into words only when a page shows them, so that each reader has them in the own language.
"""

import json
from collections.abc import Mapping
from typing import Any

from sellerdesk.ui import formats
from sellerloop.lake.reasons import message_of, message_text
from sellerloop.speech.message import Message


def kept(text: str | Message) -> Any:
    """Return ``text`` as JSON holds it."""
    return json.loads(message_text(text) or "") if isinstance(text, Message) else text


def read(text: str | Mapping[str, Any]) -> str | Message:
    """Return what :func:`kept` was given."""
    return text if isinstance(text, str) else message_of(json.dumps(text)) or ""


def said(text: str | Mapping[str, Any]) -> str:
    """Return what :func:`kept` returned, in the language in force."""
    return formats.say(read(text))
