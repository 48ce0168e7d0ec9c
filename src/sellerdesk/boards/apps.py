from django.apps import AppConfig


class BoardsConfig(AppConfig):
    name = "sellerdesk.boards"
    label = "boards"
