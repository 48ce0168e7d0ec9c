"""The gallery: every part of the kit in every state, in demo mode. The next page is built from it."""

from collections.abc import Iterator
from importlib import import_module
from typing import Any

from django.apps import apps
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.module_loading import module_has_submodule
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _
from django.views.decorators.http import require_http_methods, require_POST

from sellerdesk.ui import specimens
from sellerdesk.ui.toasts import toast

SECTIONS = (
    ("figures", _("Figures")),
    ("words", _("Status, certainty, help")),
    ("scores", _("Score ring, waterfall, contributions")),
    ("lines", _("Small lines")),
    ("charts", _("Charts")),
    ("courses", _("Timeline and loop")),
    ("lists", _("Lists")),
    ("forms", _("Forms and dialogs")),
    ("notes", _("Notes, empty states, long work")),
)


@require_http_methods(["GET", "HEAD", "POST"])
def gallery(request: HttpRequest) -> HttpResponse:
    """Every part in every state; a post shows the toast. There is no gallery outside demo mode."""
    if not settings.DEMO:
        raise Http404
    if request.method == "POST":
        toast(request, gettext("The seller is in your care now."), undo=reverse("ui:gallery_undo"))
        return HttpResponseRedirect(reverse("ui:gallery"))
    context = {
        "section": "gallery",
        "sections": [(key, gettext(name), f"ui/gallery/{key}.html") for key, name in SECTIONS],
        "others": list(_of_other_apps(request)),
        **specimens.all_of_them(request),
    }
    return render(request, "ui/gallery.html", context)


@require_POST
def undo(request: HttpRequest) -> HttpResponse:
    """What the gallery's toast leads to."""
    if not settings.DEMO:
        raise Http404
    toast(request, gettext("Undone."))
    return HttpResponseRedirect(reverse("ui:gallery"))


def _of_other_apps(request: HttpRequest) -> Iterator[tuple[str, str]]:
    """Yield the parts that other apps own: ``<app>.gallery.samples()`` drawn by ``<app>/gallery.html``."""
    for app in apps.get_app_configs():
        own = app.name.startswith("sellerdesk.") and app.label != "ui"
        if own and app.module and module_has_submodule(app.module, "gallery"):
            samples: dict[str, Any] = import_module(f"{app.name}.gallery").samples()
            yield app.label, render_to_string(f"{app.label}/gallery.html", samples, request)
