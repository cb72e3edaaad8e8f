"""What was claimed and paid: HRSS subsidies and county-finance payments as one table, as the ledger month knows them.

Here: states and what counts as live. Not here: what is due (rules) or a duplicate (alerts).
"""

import ibis
import ibis.expr.types as ir

from etl import months
from etl.verify.scene import Scene
from etl.verify.telling import union

SUBSIDIES = "hrss.subsidies"
DISBURSEMENTS = "county_finance.disbursements"
COLUMNS = (
    "row_ref",
    "row_id",
    "batch_id",
    "scheme",
    "beneficiary_kind",
    "workshop_id",
    "uscc",
    "employer",
    "form",
    "from_month",
    "to_month",
    "amount",
    "fund",
    "office",
    "state",
    "paid_on",
    "project_id",
    "county",
)


def benefits(scene: Scene) -> ir.Table:
    """Both sources in one shape. A payment dated after the ledger month counts as approved; returned rows are not live.

    What was neither for the ledger month or an earlier one nor written or paid by then is no fact that the month's run may see.
    """
    claims = scene.source(SUBSIDIES)
    claims = claims.select(*COLUMNS, written_on=claims.updated_at.date()).mutate(
        source=ibis.literal(SUBSIDIES)
    )
    paid = scene.source(DISBURSEMENTS).mutate(state=ibis.literal("paid"))
    paid = paid.select(*COLUMNS, written_on=ibis.null("date")).mutate(source=ibis.literal(DISBURSEMENTS))
    rows = scene.named(union([claims, paid]))
    forms = scene.side("forms").select("form", "account")
    rows = rows.left_join(forms, "form").drop("form_right")
    rows = _with_workshop(scene, rows)
    origin = scene.side("row_origin")
    keys = origin.filter(origin.source.isin([SUBSIDIES, DISBURSEMENTS])).select("row_ref", "native_key")
    rows = rows.left_join(keys, "row_ref").drop("row_ref_right")
    end = ibis.date(months.last_day(scene.month).isoformat())
    known = (rows.paid_on <= end).fill_null(False) | (rows.written_on <= end).fill_null(False)
    rows = rows.filter((rows.from_month <= scene.month) | known).drop("written_on")
    later = (rows.state == "paid") & (rows.paid_on > end).fill_null(False)
    rows = rows.mutate(state=ibis.ifelse(later, ibis.literal("approved"), rows.state))
    kind = rows.beneficiary_kind.fill_null(
        ibis.cases(
            (rows.form.notnull() & rows.workshop_id.isnull(), "person"),
            (rows.workshop_id.notnull(), "workshop"),
            else_="",
        )
    )
    rows = rows.mutate(
        beneficiary_kind=kind,
        is_live=(rows.state != "returned").fill_null(True),
        native_key=rows.native_key.fill_null(rows.row_id),
    )
    return scene.engine.keep(_with_county(scene, rows), "benefits")


def _with_workshop(scene: Scene, rows: ir.Table) -> ir.Table:
    """A row for a workshop that gives its operator's credit code alone is the workshop's, where it runs only one."""
    shops = scene.source("hrss.workshops").filter(lambda t: t.uscc.notnull())
    codes = shops.group_by(_code="uscc").agg(
        _only=shops.workshop_id.min(), _shops=shops.workshop_id.nunique()
    )
    codes = codes.filter(codes["_shops"] == 1).drop("_shops")
    rows = rows.left_join(codes, rows.uscc == codes["_code"])
    is_shops = (rows.beneficiary_kind == "workshop").fill_null(True)
    place = ibis.ifelse(is_shops, rows.workshop_id.fill_null(rows["_only"]), rows.workshop_id)
    return rows.mutate(workshop_id=place).drop("_code", "_only")


def _with_county(scene: Scene, rows: ir.Table) -> ir.Table:
    """The row's county; else its workshop's, else that of the person's place in the register."""
    shops = scene.source("hrss.workshops")
    at = shops.group_by(_shop="workshop_id").agg(_there=shops.area_code.substr(0, 6).max())
    homes = scene.links["persons"].select(_who="person", _home="county")
    rows = rows.left_join(at, rows.workshop_id == at["_shop"])
    rows = rows.left_join(homes, rows.person == homes["_who"])
    county = rows.county.fill_null(rows["_there"]).fill_null(rows["_home"]).fill_null("")
    return rows.mutate(county=county).drop("_shop", "_there", "_who", "_home")
