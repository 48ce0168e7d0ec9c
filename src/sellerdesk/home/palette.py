"""What the palette finds: places, what can be done here, sellers, numbers, metrics and policies.

Everything is found within the person's reach: sellers and numbers through their own scoped searches, names of
metrics and policies are the same for everybody.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.urls import NoReverseMatch, Resolver404, ResolverMatch, resolve, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from sellerdesk.orders import lookup
from sellerdesk.people.models import Person
from sellerdesk.policies.known import families
from sellerdesk.sellers.models import Seller
from sellerdesk.ui import formats
from sellerdesk.ui.navigation import address, ways
from sellerdesk.ui.search import words
from sellerloop.metrics.registry import metrics

LONGEST = 10_000  # signs of a text that are looked at
_MOST = 6  # answers a section
_NUMBER = 4  # signs from which a text with a digit may be a number


@dataclass(frozen=True, slots=True)
class Answer:
    """One thing to go to."""

    title: str
    detail: str
    href: str
    icon: str
    keys: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """Answers of one kind under their name."""

    key: str
    name: str
    answers: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class _Deed:
    """Something to do with the object of a page: where it is done, and what the object is called there."""

    page: str
    name: str
    icon: str
    object: str


_DEEDS = (
    _Deed("sellers:scorecard", _("Scorecard"), "store", "seller"),
    _Deed("sellers:change", _("Why the score changed"), "chart", "seller"),
    _Deed("sellers:outlook", _("What ends and rolls off"), "calendar", "seller"),
    _Deed("sellers:what_if", _("What would it take"), "play", "seller"),
    _Deed("sellers:print", _("Print or hand over"), "download", "seller"),
    _Deed("policies:diff", _("Compare versions"), "rule", "policy"),
    _Deed("policies:try", _("Try a change on all sellers"), "play", "policy"),
)
_MORE = (
    ("orders:find", _("Find an order by its number"), "order"),
    ("jobs:list", _("Jobs"), "clock"),
    ("ui:preferences", _("Preferences"), "settings"),
    ("account_change_password", _("Change password"), "lock"),
    ("mfa_index", _("Two-step sign-in"), "shield"),
)


def find(person: Person, text: str, here: str = "") -> list[Section]:
    """Return what ``text`` finds for ``person``, the best of each kind first; places and deeds for no text.

    ``here`` is the path of the page that the palette was opened on.
    """
    kept = text[:LONGEST].replace("\0", "").strip()
    asked = words(kept[:200])
    found: list[tuple[str, str, Callable[[], Iterable[Answer]]]] = [
        ("here", gettext("On this page"), lambda: _matching(asked, _deeds(person, here))),
        ("sellers", gettext("Sellers"), lambda: _sellers(person, kept)),
        ("numbers", gettext("Orders, parcels and chats"), lambda: _numbers(person, kept)),
        ("places", gettext("Go to"), lambda: _matching(asked, _places(person))),
        ("metrics", gettext("Metrics"), lambda: _matching(asked, _metrics()) if asked else ()),
        ("policies", gettext("Policies"), lambda: _matching(asked, _policies()) if asked else ()),
    ]
    if kept and not asked:
        return []
    most = _MOST if kept else 20
    sections = (Section(key, name, tuple(answers())[:most]) for key, name, answers in found)
    return [section for section in sections if section.answers]


def _matching(asked: Sequence[str], answers: Iterable[Answer]) -> list[Answer]:
    """Keep those of whose title or detail every word asked is a beginning; titles that begin so first."""
    kept = []
    for answer in answers:
        title = words(answer.title)
        known = [*title, *words(answer.detail)]
        if all(any(word.startswith(part) for word in known) for part in asked):
            kept.append((not _begins(title, asked), answer))
    return [answer for _late, answer in sorted(kept, key=lambda item: item[0])]


def _begins(title: Sequence[str], asked: Sequence[str]) -> bool:
    return " ".join(title).startswith(" ".join(asked))


def _places(person: Person) -> list[Answer]:
    found = [Answer(way.name, "", way.href, way.icon, way.keys) for way in ways(person.role)]
    more = ((gettext(name), address(page), icon) for page, name, icon in _MORE)
    return found + [Answer(name, "", href, icon) for name, href, icon in more if href]


def _deeds(person: Person, here: str) -> list[Answer]:
    """What can be done with the object that the page ``here`` shows, if the person may see it."""
    match = _page_at(here)
    if match is None:
        return []
    about = _name_of(person, match)
    found = []
    for deed in _DEEDS:
        if about and deed.object in match.kwargs and deed.page != match.view_name:
            href = _reversed(deed.page, match.kwargs[deed.object])
            found += [Answer(gettext(deed.name), about, href, deed.icon)] if href else []
    return found


def _page_at(path: str) -> ResolverMatch | None:
    try:
        return resolve(path[:1000])
    except Resolver404:
        return None


def _name_of(person: Person, match: ResolverMatch) -> str:
    """The name of what a page shows; nothing where the person may not see it."""
    if "seller" in match.kwargs:
        seller = Seller.objects.visible_to(person).filter(pk=match.kwargs["seller"]).only("name").first()
        return seller.name if seller else ""
    family = families().get(match.kwargs.get("policy", ""))
    return gettext(family.now.policy.title) if family else ""


def _reversed(page: str, value: str) -> str:
    try:
        return reverse(page, args=[value])
    except NoReverseMatch:
        return ""


def _sellers(person: Person, text: str) -> list[Answer]:
    if not text:
        return []
    best = Seller.objects.visible_to(person).best(text, _MOST)
    return [
        Answer(
            seller.name,
            f"{seller.pk} · {formats.market(seller.market)}",
            reverse("sellers:scorecard", args=[seller.pk]),
            "store",
        )
        for seller in best
    ]


def _numbers(person: Person, text: str) -> list[Answer]:
    if len(text) < _NUMBER or not any(sign.isdigit() for sign in text):
        return []
    return [Answer(hit.title, hit.detail, hit.url, "order") for hit in lookup.find(person, text)]


def _metrics() -> list[Answer]:
    found = ((metric, _reversed("metrics:metric", metric.id)) for metric in metrics().values())
    return [Answer(gettext(metric.name), metric.id, href, "chart") for metric, href in found if href]


def _policies() -> list[Answer]:
    found = ((family, _reversed("policies:policy", key)) for key, family in families().items())
    return [
        Answer(gettext(family.now.policy.title), family.now.policy.id, href, "rule")
        for family, href in found
        if href
    ]
