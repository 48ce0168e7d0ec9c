"""JSON: one record a line, or one document (such as a page of an API) with a list of records inside."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa

from sellerloop.lake.sources.decoding import MARK, Utf8Stream
from sellerloop.lake.sources.options import SourceOptions
from sellerloop.lake.sources.rows import BATCH, Flaw, Reading, Report, schema

DOCUMENT = "_document"
_BLOCK = 4 * 2**20


def read_lines(path: Path, options: SourceOptions, report: Report, longest: int) -> Reading:
    """Open a file of JSON lines; each row is the line's text in the column DOCUMENT and its line number.

    Undecodable lines are reported and left out; a line longer than ``longest`` bytes ends the file.
    """
    stream = Utf8Stream(path, options.encoding)
    return Reading((DOCUMENT,), _lines(stream, options, report, longest), lambda: stream.position)


def read_document(path: Path, options: SourceOptions, report: Report) -> Reading:
    """Open one JSON document and yield the records that ``options.path`` leads to, numbered from 1.

    A missing list is an empty one (APIs leave it out); one object counts as a list of one. A page without
    the texts of ``options.success`` is reported as an error. Whole numbers keep all their digits.
    """
    stream = Utf8Stream(path, options.encoding)
    return Reading((DOCUMENT,), _records(stream, options, report), lambda: stream.position)


def _lines(
    stream: Utf8Stream, options: SourceOptions, report: Report, longest: int
) -> Iterator[pa.RecordBatch]:
    rest, row = b"", options.skip
    with stream:
        while True:
            block = stream.read(_BLOCK)
            *lines, rest = (rest + block).split(b"\n")
            if not block and rest:
                lines, rest = [rest], b""
            if lines:
                yield _batch([line.decode() for line in lines], row + 1, options, report)
                row += len(lines)
            if len(rest) > longest:
                report([Flaw(row + 1, "", "", "unreadable", (("error", f"> {longest} bytes"),))])
                return
            if not block:
                return


def _batch(lines: list[str], first: int, options: SourceOptions, report: Report) -> pa.RecordBatch:
    numbered = [(line, first + place) for place, line in enumerate(lines) if not line.isspace() and line]
    report(
        [
            Flaw(row, "", line.replace(MARK, "�"), "encoding", (("encoding", options.encoding),))
            for line, row in numbered
            if MARK in line
        ]
    )
    kept = [pair for pair in numbered if MARK not in pair[0]]
    arrays = [
        pa.array([line for line, _ in kept], pa.string()),
        pa.array([row for _, row in kept], pa.int64()),
    ]
    return pa.RecordBatch.from_arrays(arrays, schema=schema((DOCUMENT,)))


def _records(stream: Utf8Stream, options: SourceOptions, report: Report) -> Iterator[pa.RecordBatch]:
    with stream:
        text = stream.read().decode()
    try:
        page = json.loads(text)
    except (ValueError, RecursionError):
        report([Flaw(1, "", text[:200], "not_json")])
        return
    if any(_text(_at(page, path)) != wanted for path, wanted in options.success.items()):
        report([Flaw(1, "", text[:200], "error_page")])
        return
    found = _at(page, options.path) if options.path else page
    records = [] if found is None else found if isinstance(found, list) else [found]
    for start in range(0, len(records), BATCH):
        lines = [json.dumps(record, ensure_ascii=False) for record in records[start : start + BATCH]]
        yield _batch(lines, start + 1, options, report)


def _at(value: Any, path: str) -> Any:
    for step in path.split("."):
        value = value.get(step) if isinstance(value, dict) else None
    return value


def _text(value: object) -> str:
    return str(value) if value is not None else ""
