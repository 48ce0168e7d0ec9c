"""From files to the queries of their events."""

from collections.abc import Mapping, Sequence

from sellerloop.lake.failure import LakeError
from sellerloop.lake.imports.session import Session
from sellerloop.lake.mappings.events import EventQuery, event_query
from sellerloop.lake.mappings.tables import Tables
from sellerloop.lake.refusals import Refusal, reason
from sellerloop.lake.sources.find import Found
from sellerloop.lake.sources.rows import Flaw
from sellerloop.lake.sources.stage import Relation, Stage
from sellerloop.speech.message import Message, gettext_noop


def prepare(
    session: Session, found: Mapping[str, Sequence[Found]], parameters: Mapping[str, str]
) -> dict[str, list[EventQuery]]:
    """Stage the sources and return the queries of the events by kind, without running them; rows that could
    not even be read are refused on the way.

    Raises LakeError when the mapping does not fit the files, or nobody says when rows became known.
    """
    queries: dict[str, list[EventQuery]] = {}
    tables = _tables(session, found, parameters)
    for rule in session.mapping.events:
        layers = tables.layers(rule.from_)
        if layers is None:
            continue
        query = event_query(rule, layers, session.mapping.maps)
        if not query.knows and session.options.known_at is None:
            text = gettext_noop("{kind}: rows do not say when they became known; say it with --known-at")
            raise LakeError(Message(text, {"kind": rule.kind}))
        queries.setdefault(rule.kind, []).append(query)
    return queries


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
