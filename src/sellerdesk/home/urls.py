from django.urls import path

from sellerdesk.home.palette_page import palette

app_name = "home"
urlpatterns = [
    path("find/", palette, name="find"),
]
