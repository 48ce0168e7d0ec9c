"""Contracts as Arrow schemas: the types of every event file, the same for each engine."""

import hashlib
from functools import cache

import pyarrow as pa

from sellerloop.events.contract import Column, Contract, Type
from sellerloop.events.registry import contracts

INSTANT = pa.timestamp("us", tz="UTC")

_TYPES: dict[Type, pa.DataType] = {
    Type.ID: pa.string(),
    Type.TEXT: pa.string(),
    Type.CODE: pa.string(),
    Type.ENUM: pa.string(),
    Type.INSTANT: INSTANT,
    Type.DATE: pa.date32(),
    Type.INTEGER: pa.int64(),
    Type.MONEY: pa.int64(),
    Type.FLAG: pa.bool_(),
}


def field(column: Column) -> pa.Field:
    """Return the Arrow field of one column. Required columns and flags hold no nulls, which the import
    checks; the field stays nullable because engines disagree on what that word promises."""
    return pa.field(column.name, _TYPES[column.type])


@cache
def stored_schema(contract: Contract) -> pa.Schema:
    """Return the schema of an event file of ``contract``: given columns and local dates."""
    return pa.schema([field(column) for column in contract.stored])


@cache
def settled_schema(contract: Contract) -> pa.Schema:
    """Return the schema of a settled file of ``contract``: the stored columns, then the settled ones."""
    return pa.schema([field(column) for column in contract.columns])


@cache
def columns_digest() -> str:
    """Return the hash of every settled column of every kind: a build made with others cannot be counted."""
    shapes = [f"{kind} {settled_schema(spec)}" for kind, spec in sorted(contracts().items())]
    return hashlib.sha256("\n".join(shapes).encode()).hexdigest()
