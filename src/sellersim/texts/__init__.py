"""What people write: plainly synthetic sentences by language, part of the talk and topic, in one pool.

A text is an index into :data:`POOL`. Questions and reviews are put together from an opening, a body and an
ending, so that a few lines of a language module give many different texts.
"""

import itertools
from collections.abc import Mapping, Sequence

import numpy as np

from sellersim.dice import Dice, Ints
from sellersim.texts import en, vi, zh

TOPICS = (
    "product_question",
    "stock",
    "promotion",
    "listing",
    "change_order",
    "where_is_order",
    "late_delivery",
    "quality",
    "return_refund",
    "invoice",
)
ASPECTS = ("product", "service", "logistics")
TONES = ("bad", "neutral", "good")
GENERIC = (
    "follow_up",
    "nudge",
    "second_reply",
    "thanks",
    "closing",
    "bot_greeting",
    "greeting",
    "bot_answer",
    "transfer",
    "rating_request",
    "broadcast",
    "outreach",
    "spam",
)
PARTS = ("ask", "reply", *GENERIC, "review")
_LANGUAGES = (vi, en, zh)  # in the order of markets.LANGUAGES
_VARIANTS = max(len(TOPICS), len(ASPECTS) * len(TONES))


def _combined(openings: Sequence[str], bodies: Sequence[str], endings: Sequence[str]) -> list[str]:
    return ["".join(parts) for parts in itertools.product(openings, bodies, endings)]


def _texts(part: str, variant: int, language: int) -> Sequence[str]:
    words = _LANGUAGES[language]
    if part == "ask" and variant < len(TOPICS):
        return _combined(words.OPENINGS, words.ASKS[TOPICS[variant]], words.ENDINGS)
    if part == "reply" and variant < len(TOPICS):
        return _combined(words.REPLY_OPENINGS, words.REPLIES[TOPICS[variant]], words.REPLY_ENDINGS)
    if part == "review" and variant < len(ASPECTS) * len(TONES):
        aspect, tone = divmod(variant, len(TONES))
        bodies = words.REVIEWS[ASPECTS[aspect]][TONES[tone]]
        return _combined(("",), bodies, words.REVIEW_ENDINGS[TONES[tone]])
    generic: Mapping[str, Sequence[str]] = words.GENERIC
    return generic.get(part, ()) if variant == 0 else ()


def _pool() -> tuple[tuple[str, ...], Ints, Ints]:
    texts: list[str] = []
    first = np.zeros((len(PARTS), _VARIANTS, len(_LANGUAGES)), dtype=np.int64)
    count = np.zeros_like(first)
    for part, variant, language in np.ndindex(first.shape):
        mine = _texts(PARTS[part], variant, language)
        first[part, variant, language], count[part, variant, language] = len(texts), len(mine)
        texts += mine
    return tuple(texts), first, count


POOL, _FIRST, _COUNT = _pool()


def text(dice: Dice, keys: Ints, part: str, language: Ints, variant: Ints | int = 0) -> Ints:
    """Return a text per key for one part of the talk; ``variant`` is the topic of questions and replies."""
    which = PARTS.index(part)
    count = _COUNT[which, variant, language]
    return np.asarray(
        _FIRST[which, variant, language] + (count * dice.uniform(f"text {part}", keys)).astype(np.int64)
    )


def review_text(dice: Dice, keys: Ints, language: Ints, aspect: Ints, stars: Ints) -> Ints:
    """Return a review per key that fits aspect and stars."""
    tone = np.select([stars <= 2, stars == 3], [0, 1], 2)
    return text(dice, keys, "review", language, aspect * len(TONES) + tone)
