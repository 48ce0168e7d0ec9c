from django.urls import path

from sellerdesk.boards import views

app_name = "boards"
urlpatterns = [
    path("", views.boards, name="list"),
    path("new/", views.new, name="new"),
    path("<uuid:board>/", views.board, name="board"),
    path("<uuid:board>/wall/", views.wall, name="wall"),
    path("<uuid:board>/edit/", views.edit, name="edit"),
    path("<uuid:board>/change/", views.change, name="change"),
    path("<uuid:board>/copy/", views.copy, name="copy"),
    path("<uuid:board>/remove/", views.remove, name="remove"),
    path("<uuid:board>/restore/", views.restore, name="restore"),
]
