from django.urls import path

from sellerdesk.sellers import behind, cards, views

app_name = "sellers"
urlpatterns = [
    path("", views.sellers, name="list"),
    path("export/", views.export, name="export"),
    path("<str:seller>/", views.scorecard, name="scorecard"),
    path("<str:seller>/change/", cards.change, name="change"),
    path("<str:seller>/outlook/", cards.outlook, name="outlook"),
    path("<str:seller>/what-if/", cards.what_if, name="what_if"),
    path("<str:seller>/metrics/<str:metric>/", behind.rows, name="rows"),
    path("<str:seller>/metrics/<str:metric>/export/", behind.export_rows, name="export_rows"),
]
