"""What a mapping declares about a file: nothing about form is ever guessed."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator
from pydantic_core import PydanticCustomError

from sellerloop.speech.message import gettext_noop

UNKNOWN = gettext_noop("unknown encoding {encoding}")
Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
Format = Literal["csv", "xlsx", "parquet", "jsonl", "json"]


class SourceOptions(BaseModel):
    """Where a table of a mapping comes from and how its files are written.

    ``file`` holds patterns for the names of the files. ``format`` follows from the ending unless given.
    ``columns`` gives the mapping's own names to the file's headers, or to paths such as
    ``payment.total_amount`` within a JSON record; headers that are plain names need no entry. ``skip`` lines
    stand before the header. ``nulls`` are texts that mean "no value". ``path`` leads to the list of records
    in a JSON document, ``success`` to texts that a page without an error carries. ``folders`` names columns
    that hold the names of the folders around a file, the innermost last. An ``optional`` source may have no
    file.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    file: tuple[str, ...]
    format: Format | None = None
    encoding: str = "utf-8"
    delimiter: Annotated[str, StringConstraints(min_length=1, max_length=1)] = ","
    quote: Annotated[str, StringConstraints(min_length=1, max_length=1)] = '"'
    skip: Annotated[int, Field(ge=0, le=100)] = 0
    sheet: str | Annotated[int, Field(ge=1)] = 1
    path: Annotated[str, StringConstraints(pattern=r"^(\w+(\.\w+)*)?$")] = ""
    success: dict[Annotated[str, StringConstraints(pattern=r"^\w+(\.\w+)*$")], str] = {}
    nulls: tuple[str, ...] = ("",)
    columns: dict[Name, str] = {}
    folders: tuple[Name, ...] = ()
    optional: bool = False

    @field_validator("file", mode="before")
    @classmethod
    def _one_or_many(cls, value: object) -> object:
        return (value,) if isinstance(value, str) else value

    @field_validator("encoding")
    @classmethod
    def _known(cls, value: str) -> str:
        try:
            "".encode(value)
        except LookupError as error:
            raise PydanticCustomError("encoding", UNKNOWN, {"encoding": value}) from error
        return value
