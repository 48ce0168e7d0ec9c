"""Engines by name, imported only when asked for: Spark is an extra and slow to load."""

import importlib

from sellerloop.lake.engines.base import Engine
from sellerloop.lake.failure import LakeError
from sellerloop.speech.message import Message, gettext_noop

ENGINES = {
    "duckdb": ("sellerloop.lake.engines.duck", "DuckEngine"),
    "spark": ("sellerloop.lake.engines.spark", "SparkEngine"),
}


def open_engine(name: str) -> Engine:
    """Start the engine called ``name``. Raises LakeError when its libraries are not installed."""
    module, maker = ENGINES[name]
    try:
        engine: Engine = getattr(importlib.import_module(module), maker)()
    except ImportError as error:
        text = gettext_noop("The engine {engine} is not installed; install sellerloop[{engine}]")
        raise LakeError(Message(text, {"engine": name})) from error
    return engine
