"""Imports: foreign files become events, checked row by row, versioned, committed in one step."""

from sellerloop.lake.imports.report import ImportReport, KindReport
from sellerloop.lake.imports.run import import_events, try_import
from sellerloop.lake.imports.session import ImportOptions

__all__ = ["ImportOptions", "ImportReport", "KindReport", "import_events", "try_import"]
