from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "sellerdesk.people"
    label = "people"
