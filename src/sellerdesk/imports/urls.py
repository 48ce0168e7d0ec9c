from django.urls import path

from sellerdesk.imports.views import importing, mapping, reading

app_name = "imports"
urlpatterns = [
    path("", reading.imports, name="list"),
    path("new/", importing.new, name="new"),
    path("build/", importing.build, name="build"),
    path("mappings/", mapping.mappings, name="mappings"),
    path("mappings/<slug:name>/", mapping.text, name="mapping"),
    path("<str:key>/", reading.detail, name="detail"),
    path("<str:key>/choose/", importing.choose, name="choose"),
    path("<str:key>/make/", mapping.make, name="make"),
    path("<str:key>/run/", importing.run, name="run"),
    path("<str:key>/undo/", importing.undo, name="undo"),
    path("<str:key>/discard/", importing.discard, name="discard"),
    path("<str:key>/refused/", reading.refused, name="refused"),
    path("<str:key>/refused/file/", reading.download, name="download"),
]
