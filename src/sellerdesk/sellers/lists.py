"""The list of sellers: its page, its saved views, what is done to many at once, and its exports."""

from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_POST, require_safe

from sellerdesk.people.asking import person_of
from sellerdesk.people.models import Person
from sellerdesk.sellers.actions import drop_view, hand_over, save_view
from sellerdesk.sellers.exporting import sellers_table
from sellerdesk.sellers.forms import NOBODY, FilterForm, ViewForm
from sellerdesk.sellers.listing import columns, form_of, metrics_known, owners_for, spread_of, total_of
from sellerdesk.sellers.models import SavedView, Seller, SellerQuerySet
from sellerdesk.sellers.views import PAGE, exporting
from sellerdesk.ui import formats
from sellerdesk.ui.exports import SHEET_ROWS, Format, TooLong, asked_format, download
from sellerdesk.ui.models import record
from sellerdesk.ui.paging import Order, Segment, page_of
from sellerdesk.ui.tables import table
from sellerdesk.ui.toasts import toast

MOST_AT_ONCE = 5000


@require_safe
def sellers(request: HttpRequest) -> HttpResponse:
    """The sellers that this person looks after, narrowed by the address."""
    person = person_of(request)
    form = form_of(request.GET, person)
    total, owners = total_of(form), owners_for(person)
    found = page_of(
        form.parts(), after=request.GET.get("after", ""), before=request.GET.get("before", ""), size=PAGE
    )
    context = {
        "section": "sellers",
        "form": form,
        "page": found,
        "total": total,
        "spread": spread_of(total, form.in_force.get("band", "")),
        "table": table(request, "sellers", columns(form), form.sorted_by),
        "metric": metrics_known().get(form.metric_shown),
        "views": _views(person, form),
        "owners": owners,
        "may_pick": person.may_export or bool(owners),
        "formats": list(Format),
        "may_export": person.may_export,
    }
    part = cast(Any, request).htmx and not cast(Any, request).htmx.history_restore_request
    return render(request, "sellers/_results.html" if part else "sellers/list.html", context)


@require_safe
def export(request: HttpRequest) -> HttpResponseBase:
    """Exactly the rows of the list."""
    person = exporting(request)
    form = form_of(request.GET, person)
    return _exported(request, person, form.parts(), form)


@require_POST
def bulk(request: HttpRequest) -> HttpResponseBase:
    """Do something to the rows that were selected, or to all that the filters of the list find."""
    person = person_of(request)
    form = form_of(QueryDict(request.POST.get("query", "")), person)
    if request.POST.get("all") and form.passed_over:
        text = gettext("There is no such choice any more: %(names)s. Nothing was changed or exported.")
        messages.error(request, text % {"names": formats.listed(form.passed_over)})
        return _back(form)
    rows = _picked(request, person, form)
    match request.POST.get("act"):
        case "export":
            chosen = Segment(rows.select_related("owner"), Order("search"))
            picked = 0 if request.POST.get("all") else rows.count()
            return _exported(request, exporting(request), [chosen], form, picked)
        case "assign":
            _assign(request, person, rows)
    return _back(form)


@require_POST
def keep_view(request: HttpRequest) -> HttpResponse:
    """Give the view in sight a name; the same name again gives it what is in sight now."""
    person = person_of(request)
    given, form = ViewForm(request.POST), form_of(QueryDict(request.POST.get("query", "")[:2000]), person)
    if given.is_valid():
        name, shared = given.cleaned_data["name"], given.cleaned_data["shared"]
        save_view(name, form.query, shared=shared, by=person, now=timezone.now())
        toast(request, gettext("Saved: %(name)s") % {"name": name})
    else:
        messages.error(request, gettext("A view needs a name of at most 80 characters. Nothing was saved."))
    return _back(form)


@require_POST
def remove_view(request: HttpRequest, view: int) -> HttpResponse:
    """Forget one of one's own views."""
    person = person_of(request)
    found = SavedView.objects.filter(owner=person, pk=view).first()
    if found is None:
        raise Http404
    drop_view(found, by=person, now=timezone.now())
    toast(request, gettext("Removed: %(name)s") % {"name": found.name})
    return HttpResponseRedirect(reverse("sellers:list"))


def _views(person: Person, form: FilterForm) -> list[dict[str, object]]:
    """The views that this person has, and whether one of them is in sight."""
    return [
        {"view": view, "mine": view.owner_id == person.pk, "here": view.query == form.query}
        for view in SavedView.objects.visible_to(person)
    ]


def _picked(request: HttpRequest, person: Person, form: FilterForm) -> SellerQuerySet:
    if request.POST.get("all"):
        return form.rows()
    return Seller.objects.visible_to(person).filter(pk__in=request.POST.getlist("pick")[:PAGE])


def _assign(request: HttpRequest, person: Person, rows: SellerQuerySet) -> None:
    owners = {str(owner.pk): owner for owner in owners_for(person)}
    if not owners:
        raise PermissionDenied
    wanted = request.POST.get("owner", "")
    if wanted not in owners and wanted != NOBODY:
        messages.error(request, gettext("Choose to whom the sellers should go. Nothing was changed."))
        return
    if rows.order_by()[: MOST_AT_ONCE + 1].count() > MOST_AT_ONCE:
        text = gettext("At most %(most)s sellers change hands at once. Narrow the list first.")
        messages.error(request, text % {"most": formats.number(MOST_AT_ONCE)})
        return
    try:
        changed = hand_over(rows, owners.get(wanted), by=person, now=timezone.now())
    except ValidationError as problem:
        messages.error(request, " ".join(problem.messages))
        return
    text = ngettext("%(count)s seller changed hands", "%(count)s sellers changed hands", changed)
    toast(request, text % {"count": formats.number(changed)})


def _exported(
    request: HttpRequest, person: Person, parts: list[Segment[Seller]], form: FilterForm, picked: int = 0
) -> HttpResponseBase:
    kind, now = asked_format(request), timezone.now()
    told = {gettext("Selected"): formats.number(picked)} if picked else form.told
    try:
        response = download(sellers_table(parts, told, metrics_known(), now=now), kind)
    except TooLong:
        text = gettext(
            "A spreadsheet takes at most %(most)s rows. Narrow the list, or choose CSV or Parquet."
        )
        messages.error(request, text % {"most": formats.number(SHEET_ROWS)})
        return _back(form)
    filters = {"selected": picked} if picked else form.in_force
    record("sellers.exported", "sellers:list", by=person.key, at=now, filters=filters, format=kind.value)
    return response


def _back(form: FilterForm) -> HttpResponseRedirect:
    return HttpResponseRedirect(f"{reverse('sellers:list')}{'?' if form.query else ''}{form.query}")
