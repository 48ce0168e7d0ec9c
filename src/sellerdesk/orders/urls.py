from django.urls import path

from sellerdesk.orders import views

app_name = "orders"
urlpatterns = [
    path("", views.find, name="find"),
    path("of/<str:seller>/<path:order>/", views.order, name="order"),
    path("chats/<str:seller>/<path:chat>/", views.chat, name="chat"),
]
