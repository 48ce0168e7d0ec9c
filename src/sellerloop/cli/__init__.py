"""The command line over the lake and the stages."""

from sellerloop.cli.program import main

__all__ = ["main"]
