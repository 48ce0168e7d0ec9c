from typing import Any

from allauth.account.views import LoginView
from django.conf import settings

from sellerdesk.people.demo import PASSWORD
from sellerdesk.people.models import Person


class SignIn(LoginView):  # type: ignore[misc]
    """The sign-in page. In demo mode it offers the demo persons."""

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        demo = Person.objects.filter(is_demo=True, is_active=True).order_by("id") if settings.DEMO else ()
        return super().get_context_data(demo_people=demo, demo_password=PASSWORD, **context)  # type: ignore[no-any-return]
