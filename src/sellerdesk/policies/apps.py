from django.apps import AppConfig


class PoliciesConfig(AppConfig):
    name = "sellerdesk.policies"
    label = "policies"
