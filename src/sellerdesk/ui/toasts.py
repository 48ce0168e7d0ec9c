"""Messages after a change, with the way back."""

from django.contrib import messages
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme


def toast(request: HttpRequest, text: str, *, undo: str = "") -> None:
    """Say on the next page what was done; ``undo`` is the address to which a post takes it back.

    Raises ValueError for an address elsewhere.
    """
    if undo and not url_has_allowed_host_and_scheme(undo, None):
        raise ValueError("an undo leads to a page of the desk")
    messages.success(request, text, extra_tags=undo)
