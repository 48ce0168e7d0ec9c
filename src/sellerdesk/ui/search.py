"""Words as search compares them: without accents, without case, and sign by sign in Chinese.

The shadow column of what can be found and the question itself go through the same function, so that
"ha noi" finds "Hà Nội" and 退款 finds 我要退款.
"""

import re
import unicodedata

_HAN = re.compile(r"([\u3400-\u9fff\uf900-\ufaff])")
_D = str.maketrans({"đ": "d", "Đ": "D"})


def normalise(text: str) -> str:
    """Return ``text`` for comparison. Original text is what is shown."""
    plain = unicodedata.normalize("NFKD", text.translate(_D))
    bare = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return " ".join(_HAN.sub(r" \1 ", bare.casefold()).split())
