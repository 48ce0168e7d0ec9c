"""From files to candidate rows: staged, mapped, and checked against their contracts."""

from collections.abc import Mapping, Sequence

from sellerloop.lake.failure import LakeError
from sellerloop.lake.imports.rows import Rows
from sellerloop.lake.imports.session import Session
from sellerloop.lake.mappings.events import event_query
from sellerloop.lake.mappings.tables import Tables
from sellerloop.lake.refusals import Refusal, reason
from sellerloop.lake.sources.find import Found
from sellerloop.lake.sources.rows import Flaw
from sellerloop.lake.sources.stage import Relation, Stage
from sellerloop.speech.message import Message, gettext_noop


def take_in(
    session: Session, found: Mapping[str, Sequence[Found]], parameters: Mapping[str, str]
) -> dict[str, Rows]:
    """Return the candidate rows by kind; rows that could not even be read are refused on the way.

    Raises LakeError when the mapping does not fit the files, or nobody says when rows became known.
    """
    rows: dict[str, Rows] = {}
    tables = _tables(session, found, parameters)
    rules = session.mapping.events
    for done, rule in enumerate(rules):
        session.progress(gettext_noop("Checking"), done, len(rules))
        layers = tables.layers(rule.from_)
        if layers is None:
            continue
        query = event_query(rule, layers, session.mapping.maps)
        if not query.knows and session.options.known_at is None:
            text = gettext_noop("{kind}: rows do not say when they became known; say it with --known-at")
            raise LakeError(Message(text, {"kind": rule.kind}))
        kind = rows.setdefault(rule.kind, Rows(session.connection, query.contract, session.files))
        kind.add(query, session.options.known_at, session.options.limits, session.now)
    return rows


def _tables(session: Session, found: Mapping[str, Sequence[Found]], parameters: Mapping[str, str]) -> Tables:
    def flawed(file: str, flaws: list[Flaw]) -> None:
        session.rejects.add([[_unread(file, flaw)] for flaw in flaws])

    limits = session.options.limits
    stage = Stage(session.connection, session.scratch, limits, flawed, session.progress, session.files)
    sources = session.mapping.sources
    relations: dict[str, Relation | None] = {
        name: stage.source(name, found[name], options) for name, options in sources.items()
    }
    tables = Tables(session.connection, relations, parameters, session.mapping.maps)
    for name, table in session.mapping.tables.items():
        tables.make(name, table)
    return tables


def _unread(file: str, flaw: Flaw) -> Refusal:
    said = reason(flaw.code, **dict(flaw.values))
    return Refusal(file, flaw.row, "", "", flaw.column, flaw.value, flaw.code, said)
