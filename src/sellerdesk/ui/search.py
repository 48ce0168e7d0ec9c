"""Words as search compares them: without accents, without case, and sign by sign in Chinese.

The shadow text of what can be found and the question itself go through the same function, so that "ha noi"
finds "Hà Nội", 退款 finds 我要退款 and 廣州 finds 广州. Words are found from their beginning; short
neighbours are also kept as one word, so that "hanoi" finds it as well, and so are initials.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise, takewhile

import opencc

_HAN = re.compile(r"([\u3400-\u9fff\uf900-\ufaff])")
_WORD = re.compile(r"[^\W_]+")
_PIECES = re.compile(r"\d+|[^\W\d_]+")
_APART = re.compile(r"[\s,，、;；]+")
_D = str.maketrans({"đ": "d", "Đ": "D"})
_AND = ("and", "va")  # how "&" is said
_SHORT = 7  # letters of a syllable; longer words are not written together by mistake
_MOST = 8  # words of one question
_LONGEST = 200  # signs of it that are read
_CUT = 12  # signs of a phrase that may be two


def _simplified() -> dict[int, str]:
    """Simplified Chinese signs by the traditional ones that they stand for. They are compared sign by sign:
    what a sign becomes must not depend on its neighbours, which a question may not name."""
    signs = [chr(code) for code in range(0x3400, 0xA000)]
    simple = opencc.OpenCC("t2s").convert("\n".join(signs)).split("\n")
    return str.maketrans(dict(zip(signs, simple, strict=True)))


_SIMPLE = _simplified()


def normalise(text: str) -> str:
    """Return ``text`` for comparison. Original text is what is shown."""
    plain = unicodedata.normalize("NFKD", text.translate(_D))
    bare = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return " ".join(_HAN.sub(r" \1 ", bare.casefold().translate(_SIMPLE)).split())


def words(text: str) -> list[str]:
    """Return the words of ``text`` as they are compared: no punctuation, nothing invisible."""
    seen = "".join(sign for sign in text if unicodedata.category(sign) != "Cf")
    return _WORD.findall(normalise(seen))


def shadow(name: str, key: str) -> str:
    """Return the text by which ``name`` and its number ``key`` are found and sorted.

    After the name's words come the number's, whole and in pieces (vn-s-00079 also as vns00079 and 79), and
    short neighbours and initials written together.
    """
    named, numbered = words(name), words(key)
    pieces = [piece for word in numbered for piece in _PIECES.findall(word)]
    bare = [piece.lstrip("0") for piece in pieces if piece.isdigit()]
    said = _AND if "&" in normalise(name) else ()
    more = ["".join(numbered), *pieces, *bare, *_together(named), *_initials(named), *said]
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

    @property
    def halves(self) -> list[str]:
        """The only word of the question as two: "hanoi" may be how "ha noi" was meant."""
        word = self.start
        if not word.isalpha() or len(word) > 2 * _SHORT:
            return []
        return [f"{word[:place]} {word[place:]}" for place in range(1, len(word))]

    @property
    def spelled(self) -> list[str]:
        """The words that were typed with accents or other signs that comparing passes over."""
        typed = (unicodedata.normalize("NFC", word) for word in _APART.split(self.asked))
        return [word for word in typed if normalise(word).replace(" ", "") != word.casefold()]

    def with_phrase(self, place: int, *phrases: tuple[str, ...]) -> "Search":
        """The same question with ``phrases`` in the place of one."""
        return replace(self, phrases=(*self.phrases[:place], *phrases, *self.phrases[place + 1 :]), joined="")


def read(text: str) -> Search:
    """Read what somebody typed; a question without any word finds nothing."""
    kept = text[:_LONGEST]
    found = [tuple(words(part)) for part in _APART.split(kept)]
    phrases = tuple(phrase for phrase in found if phrase)[:_MOST]
    plain = [word for phrase in phrases for word in phrase]
    joined = "".join(plain) if len(plain) > 1 and not any(_HAN.search(word) for word in plain) else ""
    return Search(" ".join(kept.split()), phrases, joined)


def cut(search: Search) -> Iterator[Search]:
    """Yield the question with Chinese that was written together cut into two pieces, then into pairs:
    杭州家居 may be how 杭州雅居家居 was meant."""
    for place, phrase in enumerate(search.phrases):
        if 3 <= len(phrase) <= _CUT and any(_HAN.search(word) for word in phrase):
            for middle in range(1, len(phrase)):
                pieces = phrase[:middle], phrase[middle:]
                if not any(len(piece) == 1 and _HAN.search(piece[0]) for piece in pieces):
                    yield search.with_phrase(place, *pieces)
            starts = range(0, len(phrase) - 1, 2)
            if len(starts) > 2:
                pairs = [phrase[start : start + 2] for start in starts[:-1]]
                yield search.with_phrase(place, *pairs, phrase[starts[-1] :])


def alike(typed: str, word: str) -> bool:
    """Is ``typed`` the ``word`` but for one letter that is missing, added or another, or two swapped?"""
    same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(typed, word, strict=False)))
    one, two = typed[same:], word[same:]
    swapped = one[:2] == two[1::-1] and one[2:] == two[2:]
    return swapped or one[1:] == two[1:] or one[1:] == two or one == two[1:]


def _initials(named: Sequence[str]) -> Iterator[str]:
    for single, letters in groupby(named, lambda word: len(word) == 1 and not _HAN.search(word)):
        if single:
            yield "".join(letters)


def _together(named: Sequence[str]) -> Iterator[str]:
    for first, second in pairwise(named):
        both = first + second
        one_kind = (both.isalpha() and not _HAN.search(both)) or both.isdigit()
        if one_kind and len(first) < _SHORT and len(second) < _SHORT:
            yield both
