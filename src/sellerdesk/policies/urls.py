from django.urls import URLPattern, path

from sellerdesk.policies.views import drafts, reading, trials

app_name = "policies"
urlpatterns: list[URLPattern] = [
    path("", reading.policies, name="list"),
    path("drafts/<int:draft>/", drafts.draft, name="draft"),
    path("drafts/<int:draft>/check/", drafts.check_text, name="check"),
    path("drafts/<int:draft>/save/", drafts.save, name="save"),
    path("drafts/<int:draft>/numbers/", drafts.numbers, name="numbers"),
    path("drafts/<int:draft>/simulate/", trials.simulate_draft, name="simulate"),
    path("drafts/<int:draft>/<slug:step>/", drafts.step, name="step"),
    path("simulations/<uuid:simulation>/", trials.simulation, name="simulation"),
    path("simulations/<uuid:simulation>/export/", trials.export, name="simulation_export"),
    path("simulations/<uuid:simulation>/draft/", trials.adopt, name="adopt"),
    path("<str:policy>/", reading.policy, name="policy"),
    path("<str:policy>/diff/", reading.diff, name="diff"),
    path("<str:policy>/try/", trials.try_change, name="try"),
    path("<str:policy>/draft/", drafts.begin, name="begin"),
]
