from django.urls import path

from sellerdesk.metrics import views

app_name = "metrics"
urlpatterns = [
    path("", views.metric_list, name="list"),
    path("events/", views.event_list, name="events"),
    path("events/<slug:kind>/", views.event, name="event"),
    path("<str:metric>/", views.metric, name="metric"),
]
