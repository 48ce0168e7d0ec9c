"""How many sellers there are of each kind: what the list offers as choices, and its counts."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Case, Count, Value, When

from sellerdesk.people.models import Person, Reach
from sellerdesk.sellers.models import BANDS, KINDS, Band, Cell, SellerQuerySet, band_of

_MOST = 1000  # sellers that are counted one by one


@dataclass(frozen=True, slots=True)
class Total:
    """How many sellers were found; ``bands`` is empty and ``capped`` true where there are too many to count
    quickly."""

    sellers: int
    bands: Mapping[str, int]
    capped: bool = False


class Cells:
    """The kinds of sellers within somebody's reach."""

    def __init__(self, rows: Iterable[tuple[object, ...]]) -> None:
        self._rows = list(rows)

    @classmethod
    def seen_by(cls, person: Person, visible: SellerQuerySet) -> "Cells":
        """Return the cells of all that ``person`` may see. Whole markets were counted with the mirror."""
        match Reach(person.reach):
            case Reach.ALL:
                return cls(Cell.objects.values_list(*KINDS, "sellers"))
            case Reach.MARKETS:
                own = Cell.objects.filter(market__in=person.markets)
                return cls(own.values_list(*KINDS, "sellers"))
            case _:
                return cls.of(visible)

    @classmethod
    def of(cls, rows: SellerQuerySet) -> "Cells":
        """Count ``rows`` themselves."""
        whens = [When(condition, then=Value(band.value)) for band, condition in BANDS.items()]
        kinds = rows.order_by().annotate(place=Case(*whens, default=Value("")))
        return cls(kinds.values_list(*KINDS[:-1], "place").annotate(sellers=Count("pk")))

    def values(self, name: str) -> list[str]:
        """Return what there is of an attribute, in order."""
        place = KINDS.index(name)
        return sorted({str(row[place]) for row in self._rows} - {""})

    def scored(self) -> Counter[str]:
        """Count those that have a score, by the policy that it is of."""
        policy, found = KINDS.index("policy"), Counter[str]()
        for row in self._rows:
            if row[-2] != Band.NONE:
                found[str(row[policy])] += int(str(row[-1]))
        return found

    def total(self, chosen: Mapping[str, str]) -> Total:
        """Count those that have everything ``chosen``; bands are counted without the band itself."""
        wanted = [(KINDS.index(name), value) for name, value in chosen.items() if name != "band"]
        found: Counter[str] = Counter()
        for row in self._rows:
            if all(row[place] == value for place, value in wanted):
                found[str(row[-2])] += int(str(row[-1]))
        return _total(found, chosen.get("band", ""))


def counted(rows: SellerQuerySet, band: str) -> Total:
    """Count ``rows`` one by one, unless there are too many."""
    shares = list(rows.order_by().values_list("share", flat=True)[: _MOST + 1])
    if len(shares) > _MOST:
        return Total(_MOST, {}, capped=True)
    return _total(Counter(_band(share) for share in shares), band)


def _band(share: float | None) -> str:
    return str(Band.NONE if share is None else band_of(share))


def _total(found: Counter[str], band: str) -> Total:
    return Total(found[band] if band else found.total(), found)
