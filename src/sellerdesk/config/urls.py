"""Every address of the desk. Each also stands in the access table of ``tests/pages``."""

from django.urls import include, path
from django.views.generic import RedirectView

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="home:start"), name="home"),
    path("sellers/", include("sellerdesk.sellers.urls")),
    path("metrics/", include("sellerdesk.metrics.urls")),
    path("orders/", include("sellerdesk.orders.urls")),
    path("policies/", include("sellerdesk.policies.urls")),
    path("imports/", include("sellerdesk.imports.urls")),
    path("boards/", include("sellerdesk.boards.urls")),
    path("jobs/", include("sellerdesk.jobs.urls")),
    path("", include("sellerdesk.home.urls")),
    path("account/", include("sellerdesk.people.urls")),
    path("ui/", include("sellerdesk.ui.urls")),
]

handler400 = "sellerdesk.ui.views.bad_request"
handler403 = "sellerdesk.ui.views.forbidden"
handler404 = "sellerdesk.ui.views.not_found"
handler500 = "sellerdesk.ui.views.broken"
