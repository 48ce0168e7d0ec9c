from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings
from django.http import HttpRequest

_NOISE = {"account/messages/logged_in.txt", "account/messages/logged_out.txt"}


class ClosedDoor(DefaultAccountAdapter):  # type: ignore[misc]
    """Nobody signs up: an administrator makes persons."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def add_message(
        self, request: HttpRequest, level: int, message_template: str | None = None, *more: Any, **named: Any
    ) -> None:
        if message_template not in _NOISE:
            super().add_message(request, level, message_template, *more, **named)


class KnownPeople(AuthenticationBackend):  # type: ignore[misc]
    """Signs in active persons. Demo persons, whose password everybody knows, exist in demo mode only."""

    def user_can_authenticate(self, user: Any) -> bool:
        return bool(super().user_can_authenticate(user)) and (settings.DEMO or not user.is_demo)
