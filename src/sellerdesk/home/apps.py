from django.apps import AppConfig


class HomeConfig(AppConfig):
    name = "sellerdesk.home"
    label = "home"
