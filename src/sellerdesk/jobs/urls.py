from django.urls import path

from sellerdesk.jobs import views

app_name = "jobs"
urlpatterns = [
    path("", views.jobs, name="list"),
    path("<uuid:job>/", views.detail, name="detail"),
    path("<uuid:job>/cancel/", views.cancel, name="cancel"),
    path("<uuid:job>/again/", views.again, name="again"),
]
