from django.urls import path

from sellerdesk.ui import gallery, tour, views

app_name = "ui"
urlpatterns = [
    path("preferences/", views.preferences, name="preferences"),
    path("table/", views.table, name="table"),
    path("tour/", tour.tour, name="tour"),
    path("gallery/", gallery.gallery, name="gallery"),
    path("gallery/undo/", gallery.undo, name="gallery_undo"),
]
