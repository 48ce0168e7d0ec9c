"""Bytes in any declared encoding as UTF-8, in bounded memory; what cannot be decoded is marked, not lost."""

import codecs
import io
from pathlib import Path

MARK = "\ufdd0"  # a noncharacter: no file may contain it, so it names undecodable bytes without doubt
_BLOCK = 4 * 2**20


def _mark(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return MARK, error.end


codecs.register_error("sellerloop.mark", _mark)


class Utf8Stream(io.RawIOBase):
    """The file at ``path`` as UTF-8 without a byte order mark.

    ``marked`` turns true once a byte sequence was replaced by MARK; ``position`` counts bytes of the file.
    """

    def __init__(self, path: Path, encoding: str) -> None:
        self._file = path.open("rb")
        self._decoder = codecs.getincrementaldecoder(encoding)(errors="sellerloop.mark")
        self._left = b""
        self._start = True
        self.marked = False
        self.position = 0

    def readable(self) -> bool:
        """Return true."""
        return True

    def read(self, size: int = -1) -> bytes:
        """Return up to ``size`` bytes, b"" at the end."""
        pieces, have = [self._left], len(self._left)
        while size < 0 or have < size:
            piece = self._next()
            if piece is None:
                break
            pieces.append(piece)
            have += len(piece)
        data = b"".join(pieces)
        cut = len(data) if size < 0 else size
        self._left = data[cut:]
        return data[:cut]

    def close(self) -> None:
        """Close the file."""
        self._file.close()
        super().close()

    def _next(self) -> bytes | None:
        raw = self._file.read(_BLOCK)
        self.position += len(raw)
        text = self._decoder.decode(raw, final=not raw)
        if self._start and text:
            text, self._start = text.removeprefix("\ufeff"), False
        self.marked = self.marked or MARK in text
        return None if not raw and not text else text.encode()
