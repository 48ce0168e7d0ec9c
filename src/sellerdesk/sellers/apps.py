from django.apps import AppConfig


class SellersConfig(AppConfig):
    name = "sellerdesk.sellers"
    label = "sellers"
