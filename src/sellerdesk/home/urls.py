from django.urls import path

from sellerdesk.home.palette_page import palette
from sellerdesk.home.views import start

app_name = "home"
urlpatterns = [
    path("today/", start, name="start"),
    path("find/", palette, name="find"),
]
