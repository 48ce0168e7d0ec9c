"""Every address of the desk. Each also stands in the access table of ``tests/pages``."""

from django.urls import include, path
from django.views.generic import RedirectView

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="sellers:list"), name="home"),
    path("sellers/", include("sellerdesk.sellers.urls")),
    path("account/", include("sellerdesk.people.urls")),
    path("ui/", include("sellerdesk.ui.urls")),
]

handler400 = "sellerdesk.ui.views.bad_request"
handler403 = "sellerdesk.ui.views.forbidden"
handler404 = "sellerdesk.ui.views.not_found"
handler500 = "sellerdesk.ui.views.broken"
