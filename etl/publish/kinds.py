"""What each kind of release may show: internal masks numbers, restricted shows them, public shows what a notice needs.

Here: the same tables as each kind holds them. Not here: who may open which (the office's own access rights), or why a restricted one was made
(the manifest records the purpose).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from etl.engine import Engine
from etl.model.contracts import published
from etl.publish.layout import Heading, read_yaml

Kind = Literal["internal", "restricted", "public"]
KINDS: tuple[Kind, ...] = ("internal", "restricted", "public")
STAR = "*"


@dataclass(frozen=True)
class PublicRules:
    """`public.yaml`."""

    tables: tuple[str, ...]
    ledger: tuple[str, ...]
    blank: Mapping[str, tuple[str, ...]]
    first: int
    last: int
    compound: tuple[str, ...]
    dots: str
    schemes: tuple[str, ...]
    notice: Mapping[str, Any]
    columns: tuple[Heading, ...]


@cache
def public_rules() -> PublicRules:
    read = read_yaml("public.yaml")
    notice = dict(read["notice"])
    columns = tuple(Heading.model_validate(one) for one in notice.pop("columns"))
    return PublicRules(
        tables=tuple(read["tables"]),
        ledger=tuple(read["ledger"]),
        blank={name: tuple(columns) for name, columns in read["blank"].items()},
        first=read["keep"]["first"],
        last=read["keep"]["last"],
        compound=tuple(read["compound"]),
        dots=read["dots"],
        schemes=tuple(read["schemes"]),
        notice=notice,
        columns=columns,
    )


def of_kind(
    engine: Engine, made: Mapping[str, ir.Table], kind: Kind, known: ir.Table | None = None
) -> dict[str, ir.Table]:
    """The published tables as a release of this kind holds them; a public ledger has fewer columns.

    `known`: everybody of whom the register knows name and village; without it, everybody of the release.
    """
    if kind == "restricted":
        return dict(made)
    if kind == "internal":
        return {**made, "people": made["people"].mutate(id_number=ibis.null("string"))}
    noticed = notice_rows(made) if "entitlements" in made else None
    people = made["people"]
    people = people.filter(False) if noticed is None else people.semi_join(noticed, "person_key")
    shown = {
        "people": engine.keep(
            _public_people(people, made["people"] if known is None else known), "public-people"
        )
    }
    ledger = made["ledger"]
    masked = ledger.mutate(manager_name=masked_names(ledger.manager_name))
    shown["ledger"] = engine.keep(masked.select(*public_rules().ledger), "public-ledger")
    return {name: shown[name] for name in public_rules().tables}


def notice_rows(made: Mapping[str, ir.Table]) -> ir.Table:
    """What a notice lists: due amounts for a person, claimed or paid. Suspicions and refusals are in no notice."""
    rows = made["entitlements"]
    rows = rows.filter(
        (rows.outcome == "due")
        & rows.person_key.notnull()
        & rows.scheme.isin(list(public_rules().schemes))
        & (rows.claimed + rows.paid > 0)
    )
    stage = ibis.ifelse(rows.claimed > 0, ibis.literal("拟发放"), ibis.literal("已发放"))
    return rows.mutate(amount=(rows.claimed + rows.paid).cast("decimal(18, 2)"), stage=stage)


def _public_people(people: ir.Table, known: ir.Table) -> ir.Table:
    """Masked names and numbers; a masked name that only one person of the village has is generalised further."""
    named = known.filter(known.name != "").mutate(
        _masked=masked_names(known.name), _surname=surnames(known.name)
    )
    place = ("county", "township", "village")
    alike = named.group_by(*place, "_surname", "_masked").agg(_many=named.count())
    alike = alike.mutate(_alike=alike["_many"].sum().over(ibis.window(group_by=[*place, "_surname"])))
    alike = alike.rename(_county="county", _township="township", _village="village", _as="_masked")
    rows = people.mutate(_masked=masked_names(people.name), _first=surnames(people.name))
    same = [rows.county == alike["_county"], rows.township == alike["_township"]]
    same += [rows.village == alike["_village"], rows["_masked"] == alike["_as"]]
    same += [rows["_first"] == alike["_surname"]]
    rows = rows.left_join(alike, same)
    rows = rows.mutate(_many=rows["_many"].fill_null(0), _alike=rows["_alike"].fill_null(0))
    name = ibis.cases(
        (rows["_many"] > 1, rows["_masked"]),
        (rows["_alike"] > 1, rows["_first"].concat(STAR * 2)),
        else_=ibis.literal(STAR * 3),
    )
    unknown = {column.name: None if column.optional else "" for column in published("people").columns}
    return rows.mutate(
        name=ibis.ifelse(rows.name == "", ibis.literal(""), name),
        id_masked=_public_id(rows.id_masked),
        **{one: ibis.literal(unknown[one], "string") for one in public_rules().blank["people"]},
    ).select(*people.columns)


def _public_id(masked: ir.StringValue) -> ir.StringValue:
    """Less than elsewhere: fewer digits at the front, since first six, last four, name and village find a person again."""
    rules = public_rules()
    length = masked.length()
    stars = ibis.ifelse(length > rules.first + rules.last, length - rules.first - rules.last, 0)
    shown = masked.substr(0, rules.first).concat(ibis.literal(STAR).repeat(stars))
    shown = shown.concat(masked.substr(length - rules.last, rules.last))
    return ibis.ifelse(length >= 15, shown, masked)


def masked_names(names: ir.StringValue) -> ir.StringValue:
    """王* for two characters, 王*明 for three, 欧阳* for compound surnames, 阿依古丽·*** for dotted names."""
    rules = public_rules()
    length = names.length()
    first, last = names.substr(0, 1), names.substr(length - 1, 1)
    dot = f"[{rules.dots}]"
    given = names.re_replace(f"{dot}.*$", "")
    middle = ibis.literal(STAR).repeat(ibis.ifelse(length > 2, length - 2, 0))
    return ibis.cases(
        (names.isnull() | (names == ""), ""),
        (names.re_search(dot), given.concat("·" + STAR * 3)),
        (length == 1, STAR),
        ((length > 2) & names.substr(0, 2).isin(list(rules.compound)), names.substr(0, 2).concat(STAR)),
        (length == 2, first.concat(STAR)),
        else_=first.concat(middle).concat(last),
    )


def surnames(names: ir.StringValue) -> ir.StringValue:
    rules = public_rules()
    two = (names.length() > 2) & names.substr(0, 2).isin(list(rules.compound))
    return ibis.ifelse(two, names.substr(0, 2), names.substr(0, 1))


def notice_table(engine: Engine, made: Mapping[str, ir.Table], public: Mapping[str, ir.Table]) -> pa.Table:
    """The masked list of the notice, with the county of each row."""
    rows = notice_rows(made)
    people = public["people"].select("person_key", "name", id_shown="id_masked", home="county")
    shops = made["ledger"].select("workshop_id", "workshop_name", shop_county="county")
    rows = rows.inner_join(people, "person_key").left_join(shops, "workshop_id")
    rows = rows.mutate(county=rows.shop_county.fill_null(rows.home))
    names = [column.column for column in public_rules().columns]
    table = engine.arrow(rows.select("county", *names, "document"))
    return table.sort_by(
        [
            (name, "ascending")
            for name in ("county", "scheme", "workshop_name", "name", "id_shown", "from_month")
        ]
    )
