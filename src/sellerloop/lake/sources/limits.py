"""How much one import may ask for."""

from dataclasses import dataclass

_MIB, _GIB = 2**20, 2**30


@dataclass(frozen=True, slots=True)
class Limits:
    """Sizes in bytes, of one file unless said otherwise.

    ``document``: files that must be read as a whole (JSON documents, one line of JSON lines). ``unpacked``
    and ``ratio``: declared size of a workbook's parts together, and that size over the file's own.
    ``cells``: cells of one sheet. ``text``: characters of a text, ``code``: of an id or code. ``memory`` and
    ``threads`` are what the engine may use; more than fits in memory spills to the lake's disk.
    """

    file: int = 64 * _GIB
    document: int = 256 * _MIB
    unpacked: int = _GIB
    ratio: int = 100
    cells: int = 10_000_000
    text: int = 20_000
    code: int = 200
    memory: str = "1GB"
    threads: int | None = None
