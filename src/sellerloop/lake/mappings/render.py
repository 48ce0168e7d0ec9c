"""Expressions of a mapping as SQL."""

from collections.abc import Mapping, Sequence

from sellerloop.lake.mappings import expressions as x
from sellerloop.lake.mappings.amounts import money, number
from sellerloop.lake.mappings.fragment import (
    TEXT,
    TRUTH,
    VOID,
    WHOLE,
    Failing,
    Fragment,
    as_text,
    failed,
    list_sql,
    together,
    unfit,
)
from sellerloop.lake.mappings.layers import Layers
from sellerloop.lake.mappings.times import day_end, given_instant, wall_time, zoned_instant
from sellerloop.lake.sources.stage import text_sql
from sellerloop.speech.message import gettext_noop

Maps = Mapping[str, Mapping[str, str | None]]


class Renderer:
    """Renders expressions over ``layers``. Raises MappingError for what does not fit the types there."""

    def __init__(self, layers: Layers, maps: Maps) -> None:
        self.layers, self._maps = layers, maps
        self._let = layers.let

    def render(self, expression: x.Expression) -> Fragment:
        """Return ``expression`` as SQL."""
        match expression:
            case x.Column(column=name):
                return self.layers.column(name)
            case x.Fixed(text=value):
                return _fixed(value)
            case x.Coalesce(coalesce=parts):
                return self._call("coalesce", parts)
            case x.Latest(latest=parts):
                return self._extreme("greatest", parts)
            case x.Earliest(earliest=parts):
                return self._extreme("least", parts)
            case x.Add(add=parts):
                return self._arithmetic("+", parts)
            case x.Subtract(subtract=parts):
                return self._arithmetic("-", parts)
            case x.Multiply(multiply=parts):
                return self._arithmetic("*", parts)
            case x.Case():
                return self._case(expression)
            case x.Number(number=inner):
                return number(self.render(inner), self._let)
            case x.Flag() | x.Instant() | x.EndOfDay() | x.Money():
                return self._parsed(expression)
            case _:
                return self._text(expression)

    def aggregate(self, expression: x.Expression) -> Fragment:
        """Return an aggregate of a grouped table as SQL. The order of the rows never matters."""
        match expression:
            case x.Sum(sum=inner):
                part = number(self.render(inner), self._let)
                return Fragment(f"TRY_CAST(sum({part.sql}) AS BIGINT)", WHOLE, part.failing, part.reads)
            case x.Least(least=inner):
                return _over(self.render(inner), "min({})")
            case x.Most(most=inner):
                return _over(self.render(inner), "max({})")
            case x.Pick(pick=inner, of=of):
                value, largest = self.render(inner), self.render(of)
                failing, reads = together(value, largest)
                order = f"ORDER BY {largest.sql} DESC NULLS LAST, {value.sql}"
                return Fragment(f"first({value.sql} {order})", value.type, failing, reads)
            case _:
                return Fragment("count(*)", WHOLE)

    def _parsed(self, expression: x.Flag | x.Instant | x.EndOfDay | x.Money) -> Fragment:
        match expression:
            case x.Flag():
                return self._flag(expression)
            case x.Money(money=amount, currency=currency, decimal=decimal, grouping=grouping):
                return money(self.render(amount), self.render(currency), decimal, grouping, self._let)
            case x.Instant(instant=inner, format=forms, zone=x.Column(column=x.GIVEN)):
                return given_instant(self.render(inner), forms, self._let)
            case x.Instant(instant=inner, format=forms, zone=zone):
                local = wall_time(self.render(inner), forms, self._let)
                return zoned_instant(local, self.render(zone), self._zones(zone), self._let)
            case x.EndOfDay(end_of_day=inner, format=forms, zone=zone):
                local = wall_time(self.render(inner), forms, self._let)
                return day_end(local, self.render(zone), self._zones(zone), self._let)

    def _text(self, expression: x.Expression) -> Fragment:
        match expression:
            case x.Lookup():
                return self._lookup(expression)
            case x.Concat(concat=parts):
                texts = [as_text(self.render(part)) for part in parts]
                failing, reads = together(*texts)
                return Fragment(f"({' || '.join(text.sql for text in texts)})", TEXT, failing, reads)
            case x.Lower(lower=inner):
                return _over(as_text(self.render(inner)), "lower({})")
            case x.Upper(upper=inner):
                return _over(as_text(self.render(inner)), "upper({})")
            case x.Substr(substr=inner, start=start, length=length):
                rest = "" if length is None else f", {length}"
                return _over(as_text(self.render(inner)), f"substring({{}}, {start}{rest})")
            case x.Json(json_text=inner, path=path):
                text = as_text(self.render(inner))
                valid = f"CASE WHEN json_valid({text.sql}) THEN {text.sql} END"
                return Fragment(f"json_extract_string({valid}, '$.{path}')", TEXT, text.failing, text.reads)
        raise unfit(gettext_noop("an aggregate belongs in a grouped table"))

    def _zones(self, zone: x.Expression) -> tuple[str, ...]:
        return (str(zone.text),) if isinstance(zone, x.Fixed) else self.layers.zones(self.render(zone))

    def _call(self, function: str, parts: Sequence[x.Expression]) -> Fragment:
        rendered = self._alike([self.render(part) for part in parts])
        failing, reads = together(*rendered)
        sql = f"{function}({', '.join(part.sql for part in rendered)})"
        return Fragment(sql, rendered[0].type, failing, reads)

    def _extreme(self, function: str, parts: Sequence[x.Expression]) -> Fragment:
        part = self._call(function, parts)
        if part.is_text:
            text = gettext_noop("{columns}: texts have no order; read them as numbers or instants first")
            raise unfit(text, columns=", ".join(part.reads))
        return part

    def _alike(self, parts: list[Fragment]) -> list[Fragment]:
        """Bring all parts to one type: as they are, as whole numbers, or as text."""
        typed = [part for part in parts if not part.is_void]
        types = {part.type for part in typed}
        if len(types) <= 1:
            kind = types.pop() if types else TEXT
            return [part if part.type == kind else _void(kind) for part in parts]
        if all(part.is_whole for part in typed):
            return [_void(WHOLE) if part.is_void else number(part, self._let) for part in parts]
        return [as_text(part) for part in parts]

    def _case(self, case: x.Case) -> Fragment:
        values = self._alike([self.render(part) for part in (*(w.then for w in case.case), case.otherwise)])
        conditions = [self.layers.condition(branch.when) for branch in case.case]
        pairs = zip(conditions, values, strict=False)
        branches = " ".join(f"WHEN {condition} THEN {value.sql}" for condition, value in pairs)
        failing: list[Failing] = []
        for place, value in enumerate(values):  # a branch fails only the rows that take it
            passed = [f"NOT {condition}" for condition in conditions[:place]]
            taken = " AND ".join([*passed, *conditions[place : place + 1]])
            failing += [Failing(one.code, f"{taken} AND ({one.when})", one.value) for one in value.failing]
        sql = f"CASE {branches} ELSE {values[-1].sql} END"
        return Fragment(sql, values[0].type, tuple(failing), together(*values)[1])

    def _lookup(self, lookup: x.Lookup) -> Fragment:
        if lookup.map not in self._maps:
            raise unfit(gettext_noop("there is no value map {map}"), map=lookup.map)
        part, words = as_text(self.render(lookup.lookup)), self._maps[lookup.map]
        branches = "".join(
            f" WHEN {text_sql(word)} THEN {'NULL' if to is None else text_sql(to)}"
            for word, to in words.items()
        )
        other = part.sql if lookup.unknown == "keep" else "CAST(NULL AS VARCHAR)"
        fails: tuple[Failing, ...] = ()
        if lookup.unknown == "refuse":
            fails = (Failing("unknown_word", f"{part.sql} NOT IN {list_sql(tuple(words))}", part.sql),)
        return Fragment(
            f"CASE {part.sql}{branches} ELSE {other} END" if words else other,
            TEXT,
            (*part.failing, *fails),
            part.reads,
        )

    def _flag(self, flag: x.Flag) -> Fragment:
        part = self.render(flag.flag)
        if part.type == TRUTH:
            return part
        text = as_text(part)
        yes, no = (list_sql(tuple(word.lower() for word in words)) for words in (flag.yes, flag.no))
        word = f"lower({text.sql})"
        value = self._let(f"CASE WHEN {word} IN {yes} THEN true WHEN {word} IN {no} THEN false END")
        return Fragment(value, TRUTH, (*text.failing, failed("not_a_flag", text, value)), text.reads)

    def _arithmetic(self, sign: str, parts: Sequence[x.Expression]) -> Fragment:
        rendered = [number(self.render(part), self._let) for part in parts]
        failing, reads = together(*rendered)
        value = rendered[0].sql
        for part in rendered[1:]:
            wide = f"CAST({value} AS HUGEINT) {sign} CAST({part.sql} AS HUGEINT)"
            value = self._let(f"TRY_CAST({wide} AS BIGINT)")
        present = " AND ".join(f"{part.sql} IS NOT NULL" for part in rendered)
        over = Failing(
            "not_a_number", f"{present} AND {value} IS NULL", f"CAST({rendered[0].sql} AS VARCHAR)"
        )
        return Fragment(value, WHOLE, (*failing, over), reads)


def _fixed(value: str | bool | int | None) -> Fragment:
    match value:
        case None:
            return _void(VOID)
        case bool():
            return Fragment("true" if value else "false", TRUTH)
        case int():
            return Fragment(f"CAST({value} AS BIGINT)", WHOLE)
        case _:
            return Fragment(text_sql(value), TEXT)


def _void(kind: str) -> Fragment:
    return Fragment("NULL" if kind == VOID else f"CAST(NULL AS {kind})", kind)


def _over(part: Fragment, form: str) -> Fragment:
    return Fragment(form.format(part.sql), part.type, part.failing, part.reads)
