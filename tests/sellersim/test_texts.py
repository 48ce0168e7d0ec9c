"""Texts: every part of the talk in three languages, short, and fitting their language."""

import re

import numpy as np
import pytest

from sellersim.dice import Dice
from sellersim.markets import LANGUAGES
from sellersim.texts import ASPECTS, GENERIC, POOL, TONES, TOPICS, en, review_text, text, vi, zh

MODULES = {"en": en, "vi": vi, "zh": zh}
HAN = re.compile(r"[一-鿿]")
VIETNAMESE = re.compile(
    r"[ăâđêôơưáàảãạéèẻẽẹíìỉĩịóòỏõọúùủũụýỳỷỹỵấầẩẫậắằẳẵặếềểễệốồổỗộớờởỡợứừửữự]", re.IGNORECASE
)
KEYS = np.arange(3000)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_every_part(language: str) -> None:
    words = MODULES[language]
    assert set(words.ASKS) == set(words.REPLIES) == set(TOPICS)
    assert set(words.GENERIC) == set(GENERIC)
    assert {aspect: set(tones) for aspect, tones in words.REVIEWS.items()} == {
        aspect: set(TONES) for aspect in ASPECTS
    }
    assert set(words.REVIEW_ENDINGS) == set(TONES)


def test_texts_are_short_and_there_are_many() -> None:
    assert max(map(len, POOL)) < 120
    assert len(set(POOL)) > 3000
    assert all(line == line.strip() for line in POOL)


@pytest.mark.parametrize("part", ["ask", "reply"])
@pytest.mark.parametrize("topic", range(len(TOPICS)))
def test_texts_fit_their_language(part: str, topic: int) -> None:
    for code, language in enumerate(LANGUAGES):
        found = {POOL[n] for n in text(Dice(1), KEYS, part, np.full(len(KEYS), code), topic)}
        assert len(found) > 8
        assert all(bool(HAN.search(line)) == (language == "zh") for line in found)
        if language != "zh":
            marked = sum(bool(VIETNAMESE.search(line)) for line in found) / len(found)
            assert marked == 1 if language == "vi" else marked == 0


def test_reviews_fit_their_stars() -> None:
    english = np.full(len(KEYS), LANGUAGES.index("en"))
    bad = {POOL[n] for n in review_text(Dice(1), KEYS, english, np.zeros_like(KEYS), np.ones_like(KEYS))}
    good = {POOL[n] for n in review_text(Dice(1), KEYS, english, np.zeros_like(KEYS), np.full_like(KEYS, 5))}
    assert any("Broke after two days." in line for line in bad)
    assert not bad & good


def test_names_are_plainly_demo_data(rows) -> None:  # type: ignore[no-untyped-def]
    names = {row["name"] for row in rows("account")} | {row["name"] for row in rows("product")}
    assert all(name.startswith(("Demo ", "演示")) for name in names)
    assert {row["language"] for row in rows("account")} == set(LANGUAGES)
