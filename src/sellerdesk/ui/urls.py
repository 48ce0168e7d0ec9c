from django.urls import path

from sellerdesk.ui import views

app_name = "ui"
urlpatterns = [path("preferences/", views.preferences, name="preferences")]
