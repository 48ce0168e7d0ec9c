"""What the numbers of a policy lead to, section by section: ledgers, tiers, gates, consequences, appeals."""

from collections.abc import Iterator

from django.utils.translation import gettext, pgettext

from sellerdesk.policies.reading import Item, Reading, Section
from sellerdesk.policies.wording import column_name, exact, word
from sellerdesk.ui import formats
from sellerloop.policy.schema import Appeal, Consequence, Deadline, Deduct, Exemption, Gate, Ledger, Tier


def sections(reading: Reading) -> list[Section]:
    """Return the sections that have something in them, in the order of the schema."""
    policy = reading.policy
    found = (
        Section("tiers", gettext("Levels and states"), tuple(_tier(reading, t) for t in policy.tiers)),
        Section("gates", gettext("Gates"), tuple(_gate(reading, gate) for gate in policy.gates)),
        Section(
            "consequences",
            gettext("What follows"),
            tuple(_consequence(reading, c) for c in policy.consequences),
        ),
        Section("ledgers", gettext("Points that add up"), tuple(_ledger(reading, x) for x in policy.ledgers)),
        Section("appeals", gettext("Appeals"), tuple(_appeal(reading, a) for a in policy.appeals)),
        Section(
            "exemptions", gettext("Exemptions"), tuple(_exemption(reading, e) for e in policy.exemptions)
        ),
        Section("deadlines", gettext("Deadlines"), tuple(_deadline(reading, d) for d in policy.deadlines)),
    )
    return [section for section in found if section.items]


def _item(reading: Reading, item: object, title: str, lines: Iterator[str], **more: object) -> Item:
    note = str(getattr(item, "note", ""))
    mark = reading.mark(getattr(item, "certainty", None), getattr(item, "sources", ()))
    return Item(title, tuple(line for line in lines if line), gettext(note) if note else "", mark, **more)  # type: ignore[arg-type]


def _title(item: object, fallback: str) -> str:
    title = str(getattr(item, "title", ""))
    return gettext(title) if title else fallback


def _tier(reading: Reading, tier: Tier) -> Item:
    names = reading.names

    def lines() -> Iterator[str]:
        yield gettext("By: %(name)s") % {"name": names[tier.subject]} if tier.levels else ""
        if tier.enter:
            yield gettext("Begins: %(condition)s") % {"condition": names.condition(tier.enter)}
        if tier.exit:
            yield gettext("Ends: %(condition)s") % {"condition": names.condition(tier.exit)}
        if tier.states:
            yield gettext("States: %(states)s") % {"states": formats.listed([word(s) for s in tier.states])}
        if tier.hold > 1:
            periods = {"hold": formats.number(tier.hold), "tolerance": formats.number(tier.tolerance)}
            yield gettext("Has to hold %(hold)s times in a row, of which %(tolerance)s may miss") % periods
        if tier.probation:
            yield gettext("Not again within %(days)s after leaving") % {"days": formats.days(tier.probation)}
        if tier.recall_days:
            yield gettext("Can end within %(days)s after it began") % {"days": formats.days(tier.recall_days)}

    rows = tuple(
        (
            word(level.name),
            f"{'≥' if level.ends == 'closed' else '>'}{formats.THIN}{names.value(tier.subject, level.at)}",
        )
        for level in tier.levels
    )
    head = (gettext("Level"), pgettext("level", "From"))
    return _item(reading, tier, _title(tier, names[tier.subject]), lines(), rows=rows, head=head)


def _gate(reading: Reading, gate: Gate) -> Item:
    names = reading.names

    def lines() -> Iterator[str]:
        yield from map(names.condition, gate.all_of)
        if gate.any_of:
            yield gettext("and one of: %(conditions)s") % {"conditions": names.conditions(gate.any_of)}

    return _item(reading, gate, _title(gate, gate.id), lines(), off=not gate.enabled)


def _kind(consequence: Consequence) -> str:
    of = word(consequence.of)
    value = None if consequence.value is None else exact(consequence.value)
    told = {
        "multiplier": gettext("Multiplies: %(of)s"),
        "fee": gettext("Fee: %(of)s"),
        "days": gettext("Days: %(of)s"),
        "block": gettext("Blocked: %(of)s"),
        "badge": gettext("Badge: %(of)s") if of else gettext("A badge"),
    }[consequence.kind] % {"of": of}
    if value is None:
        return told
    if consequence.kind == "days" and of:
        values = {"of": formats.sentence(of), "days": value}
        return gettext("%(of)s after %(days)s days") % values
    unit = f"{formats.THIN}%" if consequence.kind == "fee" else ""
    return f"{told} ({value}{unit})"


def _consequence(reading: Reading, consequence: Consequence) -> Item:
    names = reading.names

    def lines() -> Iterator[str]:
        yield _kind(consequence)
        if consequence.trigger:
            yield gettext("When: %(conditions)s") % {"conditions": names.conditions(consequence.trigger)}
        if consequence.overrides:
            yield gettext("In any case when: %(conditions)s") % {
                "conditions": names.conditions(consequence.overrides)
            }
        if consequence.duration_days:
            yield gettext("For %(days)s") % {"days": formats.days(consequence.duration_days)}
        for shorter in consequence.shorten:
            facts = {"days": formats.days(shorter.to_days), "cause": word(shorter.by)}
            yield gettext("Shortened to %(days)s by %(cause)s") % facts

    rows, head = _steps(reading, consequence)
    return _item(
        reading,
        consequence,
        _title(consequence, consequence.id),
        lines(),
        rows=rows,
        head=head,
        off=not consequence.enabled,
    )


def _steps(reading: Reading, consequence: Consequence) -> tuple[tuple[tuple[str, ...], ...], tuple[str, ...]]:
    names = reading.names
    if consequence.ladder:
        band = reading.band(consequence.ladder)
        rows = tuple((value, score) for value, score, _mark in band.rows)
        return rows, (names[consequence.ladder.metric], gettext("Value"))
    if consequence.milestone:
        rows = tuple(
            (exact(stone.at), formats.days(stone.days) if stone.days else gettext("without end"))
            for stone in consequence.milestone
        )
        return rows, (names[consequence.milestone[0].ledger], gettext("Lasts"))
    return (), ()


def _ledger(reading: Reading, ledger: Ledger) -> Item:
    names = reading.names

    def lines() -> Iterator[str]:
        yield gettext("Starts at %(start)s") % {"start": exact(ledger.start)}
        if ledger.cap is not None:
            yield gettext("Never above %(cap)s") % {"cap": exact(ledger.cap)}
        if ledger.expiry.days:
            yield gettext("Every entry ends after %(days)s") % {"days": formats.days(ledger.expiry.days)}
        elif ledger.expiry.reset:
            yield gettext("Wiped %(when)s") % {"when": word(ledger.expiry.reset)}
        else:
            yield gettext("Entries do not end")
        for earn in ledger.earn:
            facts = {
                "points": exact(earn.points),
                "per": formats.number(earn.per),
                "name": names[earn.metric],
            }
            yield gettext("Earns %(points)s for every %(per)s: %(name)s") % facts

    rows = tuple(_deduction(reading, deduct) for deduct in ledger.deduct)
    head = (pgettext("deduction", "For"), gettext("Points"))
    return _item(reading, ledger, _title(ledger, ledger.id), lines(), rows=rows, head=head)


def _deduction(reading: Reading, deduct: Deduct) -> tuple[str, str]:
    cause = reading.names.conditions(deduct.when) if deduct.when else word(deduct.reason)
    points = gettext("as the violation says") if deduct.points is None else exact(deduct.points)
    return cause or gettext("any other violation"), points


def _appeal(reading: Reading, appeal: Appeal) -> Item:
    def lines() -> Iterator[str]:
        yield gettext("Attempts: %(count)s") % {"count": formats.number(appeal.attempts)}
        if appeal.deadline_days:
            given = formats.listed([formats.days(days) for days in appeal.deadline_days])
            yield gettext("Within %(days)s") % {"days": given}
        if appeal.review_days is not None:
            yield gettext("Decided in %(days)s") % {"days": formats.days(appeal.review_days)}
        if appeal.correction_days is not None:
            days = formats.days(appeal.correction_days)
            yield gettext("Corrected %(days)s after the decision") % {"days": days}
        if appeal.orders_per_ticket:
            count = formats.number(appeal.orders_per_ticket)
            yield gettext("Orders in one ticket, at most: %(count)s") % {"count": count}
        yield {
            "numerator": gettext("An upheld appeal makes the event a good one"),
            "both": gettext("An upheld appeal takes the event out of both sides"),
        }[appeal.effect]
        if appeal.suspends:
            yield gettext("Restrictions pause meanwhile")

    rows = tuple(
        (formats.sentence(word(case)), formats.listed([word(item) for item in items]))
        for case, items in appeal.evidence.items()
    )
    head = (gettext("Case"), gettext("Evidence"))
    return _item(reading, appeal, reading.names[appeal.metric], lines(), rows=rows, head=head)


def _exemption(reading: Reading, exemption: Exemption) -> Item:
    def lines() -> Iterator[str]:
        yield formats.period(exemption.first, exemption.last)
        if exemption.markets:
            yield formats.listed([formats.market(code) for code in exemption.markets])
        yield formats.listed([reading.names[metric] for metric in exemption.metrics])
        yield gettext("Announced %(day)s") % {"day": formats.day(exemption.announced)}

    return _item(reading, exemption, _title(exemption, exemption.id), lines())


def _deadline(reading: Reading, deadline: Deadline) -> Item:
    def lines() -> Iterator[str]:
        facts = {"days": formats.number(deadline.business_days), "start": column_name(deadline.start)}
        yield gettext("Business days: %(days)s, counted from: %(start)s") % facts
        if deadline.calendar:
            country = formats.market(deadline.calendar)
            yield gettext("Holidays of: %(country)s") % {"country": country}
        for extension in deadline.extensions:
            period = formats.period(extension.first, extension.last)
            more = {"days": formats.number(extension.days), "period": period}
            yield gettext("Business days more: %(days)s (%(period)s)") % more

    return _item(reading, deadline, _title(deadline, deadline.id), lines())
