from django.urls import path

from sellerdesk.sellers import behind, views

app_name = "sellers"
urlpatterns = [
    path("", views.sellers, name="list"),
    path("export/", views.export, name="export"),
    path("<str:seller>/", views.scorecard, name="scorecard"),
    path("<str:seller>/metrics/<str:metric>/", behind.rows, name="rows"),
    path("<str:seller>/metrics/<str:metric>/export/", behind.export_rows, name="export_rows"),
]
