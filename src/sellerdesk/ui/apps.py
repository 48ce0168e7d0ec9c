from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "sellerdesk.ui"
    label = "ui"
