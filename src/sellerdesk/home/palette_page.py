from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sellerdesk.home.palette import LONGEST, find
from sellerdesk.people.asking import person_of


@require_safe
def palette(request: HttpRequest) -> HttpResponse:
    """What the words in the address find: as the palette's list, or as a page without a script."""
    text = request.GET.get("q", "")
    sections = find(person_of(request), text, request.GET.get("here", ""))
    count = sum(len(section.answers) for section in sections)
    context = {"section": "find", "text": text[:LONGEST], "sections": sections, "count": count}
    part = cast(Any, request).htmx
    return render(request, "home/find_list.html" if part else "home/find.html", context)
