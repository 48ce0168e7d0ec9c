"""Words as search compares them: without accents, without case, and sign by sign in Chinese.

The shadow text of what can be found and the question itself go through the same function, so that "ha noi"
finds "Hà Nội" and 退款 finds 我要退款. Words are found from their beginning; short neighbours are also kept
as one word, so that "hanoi" finds it as well.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

_HAN = re.compile(r"([\u3400-\u9fff\uf900-\ufaff])")
_WORD = re.compile(r"[^\W_]+")
_PIECES = re.compile(r"\d+|[^\W\d_]+")
_D = str.maketrans({"đ": "d", "Đ": "D"})
_SHORT = 7  # letters of a syllable; longer words are not written together by mistake
_MOST = 8  # words of one question
_LONGEST = 200  # signs of it that are read


def normalise(text: str) -> str:
    """Return ``text`` for comparison. Original text is what is shown."""
    plain = unicodedata.normalize("NFKD", text.translate(_D))
    bare = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return " ".join(_HAN.sub(r" \1 ", bare.casefold()).split())


def words(text: str) -> list[str]:
    """Return the words of ``text`` as they are compared: no punctuation, nothing invisible."""
    seen = "".join(sign for sign in text if unicodedata.category(sign) != "Cf")
    return _WORD.findall(normalise(seen))


def shadow(name: str, key: str) -> str:
    """Return the text by which ``name`` and its number ``key`` are found and sorted.

    After the name's words come the number's, whole and in pieces (vn-s-00079 also as vns00079 and 79), and
    short neighbours written together.
    """
    named, numbered = words(name), words(key)
    pieces = [piece for word in numbered for piece in _PIECES.findall(word)]
    bare = [piece.lstrip("0") for piece in pieces if piece.isdigit()]
    more = ["".join(numbered), *pieces, *bare, *_together(named)]
    known = [*named, *numbered]
    return " ".join([*known, *(word for word in dict.fromkeys(more) if word and word not in known)])


@dataclass(frozen=True, slots=True)
class Search:
    """A question: ``phrases`` of words that must stand together, ``joined`` the same written as one word."""

    asked: str
    phrases: tuple[tuple[str, ...], ...]
    joined: str

    @property
    def start(self) -> str:
        """How a shadow text begins that begins with the question."""
        return " ".join(word for phrase in self.phrases for word in phrase)

    @property
    def together(self) -> "Search":
        """The same question as one phrase."""
        return Search(self.asked, (tuple(word for phrase in self.phrases for word in phrase),), "")


def read(text: str) -> Search:
    """Read what somebody typed; a question without any word finds nothing."""
    kept = text[:_LONGEST]
    found = [tuple(words(part)) for part in kept.split()]
    phrases = tuple(phrase for phrase in found if phrase)[:_MOST]
    plain = [word for phrase in phrases for word in phrase]
    joined = "".join(plain) if len(plain) > 1 and not any(_HAN.search(word) for word in plain) else ""
    return Search(" ".join(kept.split()), phrases, joined)


def _together(named: Sequence[str]) -> Iterator[str]:
    for first, second in pairwise(named):
        latin = not _HAN.search(first + second) and (first + second).isalpha()
        if latin and len(first) < _SHORT and len(second) < _SHORT:
            yield first + second
