"""Handing a scorecard to its seller: to print, as PDF, and by a link of their own."""

import uuid
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from sellerdesk.people.asking import person_of
from sellerdesk.sellers import printing
from sellerdesk.sellers.cards import of_one_seller
from sellerdesk.sellers.letter import language_of, letter
from sellerdesk.sellers.lines import freshness
from sellerdesk.sellers.link_form import LinkForm
from sellerdesk.sellers.links import SellerLink, give, may_give, revoke
from sellerdesk.sellers.models import Seller
from sellerdesk.sellers.question import Question
from sellerdesk.sellers.views import exporting
from sellerdesk.ui.models import record

_MADE = "seller_link"  # the new address, kept in the session until it was shown once


@of_one_seller
def printed(request: HttpRequest, question: Question) -> HttpResponse:
    """The scorecard on paper, in the seller's language or in another."""
    language = language_of(request.GET.get("language", ""), question.seller.language)
    return HttpResponse(_paper(request, question, language, pdf=False))


@of_one_seller
def pdf(request: HttpRequest, question: Question) -> HttpResponse:
    """The same as PDF; 404 on a machine that cannot make one."""
    person = exporting(request)
    if not printing.available():
        raise Http404
    language = language_of(request.GET.get("language", ""), question.seller.language)
    made = printing.pdf_of(_paper(request, question, language, pdf=True))
    subject, day = f"seller:{question.seller.pk}", question.as_of
    record("scorecard.printed", subject, by=person.key, at=timezone.now(), as_of=day, language=language)
    response = HttpResponse(made, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="scorecard-{day.isoformat()}.pdf"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def links(request: HttpRequest, seller: str) -> HttpResponse:
    """The links of one seller; a new one is shown once."""
    found = _giving(request, seller)
    form = LinkForm(request.POST or None, initial={"language": language_of("", found.language)})
    if request.method == "POST" and form.is_valid():
        token = give(found.pk, form.terms, by=person_of(request), now=timezone.now())
        if token:
            address = reverse("sellers:shared", args=[token])
            request.session[_MADE] = [found.pk, request.build_absolute_uri(address)]
        return HttpResponseRedirect(reverse("sellers:links", args=[found.pk]))
    form.initial["once"] = uuid.uuid4().hex
    context = {
        "section": "sellers",
        "seller": found,
        "form": form,
        "now": timezone.now(),
        "links": SellerLink.objects.filter(seller=found).select_related("by")[:50],
        "made": _made(request, found),
    }
    return render(request, "sellers/links.html", context, status=400 if form.errors else 200)


@require_POST
def take_back(request: HttpRequest, seller: str, link: int) -> HttpResponse:
    """Take a link back; the seller's page closes at once."""
    found = _giving(request, seller)
    given = SellerLink.objects.filter(seller=found, pk=link).first()
    if given is None:
        raise Http404
    if revoke(given, by=person_of(request), now=timezone.now()):
        messages.success(request, gettext("The link was taken back."))
    return HttpResponseRedirect(reverse("sellers:links", args=[found.pk]))


def _giving(request: HttpRequest, seller: str) -> Seller:
    """The seller, for somebody who sees it and may hand out links."""
    person = person_of(request)
    found = Seller.objects.visible_to(person).filter(pk=seller).first()
    if found is None:
        raise Http404
    if not may_give(person):
        raise PermissionDenied
    return found


def _made(request: HttpRequest, seller: Seller) -> str:
    if request.method != "GET" or request.session.get(_MADE, [""])[0] != seller.pk:
        return ""
    return str(request.session.pop(_MADE)[1])


def _paper(request: HttpRequest, question: Question, language: str, *, pdf: bool) -> str:
    zone = ZoneInfo(question.seller.zone)
    with translation.override(language), timezone.override(zone):
        context = {
            "letter": letter(question),
            "seller": question.seller,
            "question": question,
            "fresh": freshness(question.snapshot),
            "language": language,
            "languages": settings.LANGUAGES,
            "pdf": pdf,
            "may_pdf": printing.available() and person_of(request).may_export,
        }
        return render_to_string("sellers/paper.html", context, None if pdf else request)
