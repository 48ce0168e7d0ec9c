"""``python -m sellerloop`` is ``sellerloop``."""

from sellerloop.cli import main

main()
