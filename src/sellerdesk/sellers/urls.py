from django.urls import path

from sellerdesk.sellers import behind, by_link, cards, handing, lists, views

app_name = "sellers"
urlpatterns = [
    path("", lists.sellers, name="list"),
    path("export/", lists.export, name="export"),
    path("list/bulk/", lists.bulk, name="bulk"),
    path("list/views/", lists.keep_view, name="keep_view"),
    path("list/views/<int:view>/remove/", lists.remove_view, name="remove_view"),
    path("shared/<str:token>/", by_link.shared, name="shared"),
    path("shared/<str:token>/metrics/<str:metric>/", by_link.shared_rows, name="shared_rows"),
    path("<str:seller>/", views.scorecard, name="scorecard"),
    path("<str:seller>/change/", cards.change, name="change"),
    path("<str:seller>/outlook/", cards.outlook, name="outlook"),
    path("<str:seller>/what-if/", cards.what_if, name="what_if"),
    path("<str:seller>/print/", handing.printed, name="print"),
    path("<str:seller>/pdf/", handing.pdf, name="pdf"),
    path("<str:seller>/links/", handing.links, name="links"),
    path("<str:seller>/links/<int:link>/take-back/", handing.take_back, name="take_back"),
    path("<str:seller>/metrics/<str:metric>/", behind.rows, name="rows"),
    path("<str:seller>/metrics/<str:metric>/export/", behind.export_rows, name="export_rows"),
]
