"""What social insurance says against a month on a roster: another employer pays, flexible employment, a pension."""

import ibis
import ibis.expr.types as ir

from etl import months
from etl.verify import bits
from etl.verify.contradictions.base import Findings, Found, found
from etl.verify.evidence import FLEXIBLE, JOB, STAY
from etl.verify.scene import FLEXIBLE_KINDS
from etl.verify.telling import each_month, month_zh, told, union
from etl.verify.versions import newest

CONTRIBUTIONS = "social_insurance.contributions"
CONTRACTS = "hrss.contracts"
SUBSIDY = "SOCIAL_INSURANCE"
AT = ("person", "workshop_id", "month")


def insured_elsewhere(findings: Findings) -> Found:
    """Another credit code pays for the month and the operator doesn't; surely so where it also paid before and after.

    The operator's silence must be heard: contributions of the month are full. A dispatch agency with which the person has
    a filed contract is not another employer; where contracts are not full, no agency is.
    """
    scene, evidence = findings.scene, findings.evidence
    paid = evidence.paid
    own = paid.filter(paid.is_own)
    at_home = own.group_by(*STAY).agg(_home=bits.together(own.employee))
    heard = findings.full.filter(findings.full.source == CONTRIBUTIONS)
    heard = heard.inner_join(scene.calendar.filter(scene.calendar.is_own), "month")
    heard = heard.group_by(_word="word").agg(_heard=bits.together(heard["mask"]))
    agents = evidence.contracts.filter(evidence.contracts.is_agency)
    agents = agents.group_by(*STAY, "number").agg(_sent=bits.together(agents["bits"]))
    other = paid.filter(~paid.is_own & (paid.job != 0) & paid.has_code)
    other = other.select(*STAY, "number", "job", "around").left_join(at_home, list(STAY))
    other = other.drop(*[f"{name}_right" for name in STAY])
    other = other.inner_join(heard, other["word"] == heard["_word"]).left_join(agents, [*STAY, "number"])
    silent = bits.others(other["_home"].fill_null(0) | other["_sent"].fill_null(0))
    other = other.select(*STAY, "number", "around", _left=other.job & other["_heard"] & silent)
    other = other.inner_join(scene.places, "word")
    other = other.filter(bits.has(other["_left"], other["mask"]))
    other = other.select(*AT, "number", job_around=bits.has(other.around, other["mask"]))
    other = scene.engine.keep(other, "other-payers")
    agencies = evidence.units.filter(evidence.units.is_agency).select("number").distinct()
    by_agency = other.semi_join(agencies, "number").select(*AT, "number").distinct()
    other = other.anti_join(_unfiled(findings, by_agency), [*AT, "number"])
    kinds = scene.shops.select("workshop_id", "month", shop_kind="kind", shop_uscc="uscc")
    other = other.inner_join(kinds, ["workshop_id", "month"])
    other = other.filter(other.shop_uscc.notnull())
    other = other.mutate(
        is_sure=other.job_around & ~other.shop_kind.isin(list(FLEXIBLE_KINDS)).fill_null(False)
    )
    other = scene.engine.keep(other, "insured-elsewhere")
    rows = other.group_by(*AT).agg(level=ibis.ifelse(other.is_sure.any(), "contradiction", "review"))
    rows = scene.engine.keep(rows, "insured-elsewhere-months")
    units = other.select(*AT, "number").inner_join(rows, list(AT))
    proof = _contributions(findings, units, list(JOB), by_unit=True)
    says = told(month_zh(proof.month), "由", proof.firm.fill_null("其他单位"), "缴纳职工社会保险")
    return found("insured_elsewhere", rows, proof.mutate(role=ibis.literal("contribution"), says=says))


def flexible_insured(findings: Findings) -> Found:
    """Insured as a flexible worker for a month in which the agreement with the workshop is a labour contract.

    The roster's word for the agreement counts where no contract is filed, which only full contracts can say.
    """
    scene, evidence = findings.scene, findings.evidence
    flexible = evidence.paid.select(*STAY, "flexible")
    flexible = bits.as_months(flexible.filter(flexible.flexible != 0), "flexible", scene.calendar)
    flexible = scene.engine.keep(flexible.distinct(), "flexible-months")
    registered = scene.on_rosters(flexible.select("person").distinct())
    rows = flexible.semi_join(registered.filter(registered.is_registered), list(AT))
    rows = rows.inner_join(scene.places.select("month", "word", "mask"), "month")
    filed = evidence.agreements.select("bits", "filed_kind", _who="person", _shop="workshop_id", _word="word")
    rows = rows.left_join(
        filed,
        [
            rows.person == filed["_who"],
            rows.workshop_id == filed["_shop"],
            rows["word"] == filed["_word"],
            (rows["mask"] & filed["bits"]) != 0,
        ],
    )
    rows = rows.select(*AT, "filed_kind")
    rosters = scene.rosters.filter(scene.rosters.sure.notnull())
    rosters = rosters.select("workshop_id", "month", "contract_kind", person="sure").semi_join(
        flexible, list(AT)
    )
    declared = rosters.group_by(*AT).agg(declared=(rosters.contract_kind == "labour_contract").any())
    rows = rows.inner_join(declared, list(AT))
    labour = ibis.ifelse(rows.filed_kind.notnull(), rows.filed_kind == "labour_contract", rows.declared)
    rows = scene.engine.keep(
        rows.filter(labour.fill_null(False)).select(*AT, "filed_kind"), "flexible-labour"
    )
    rows = rows.anti_join(_unfiled(findings, rows.filter(rows.filed_kind.isnull()).select(*AT)), list(AT))
    rows = rows.select(*AT, level=ibis.literal("contradiction"))
    rows = scene.engine.keep(rows, "flexible-insured")
    proof = _contributions(findings, rows, [FLEXIBLE], by_unit=False)
    says = told(month_zh(proof.month), "以灵活就业身份缴纳养老保险")
    return found("flexible_insured", rows, proof.mutate(role=ibis.literal("contribution"), says=says))


def _unfiled(findings: Findings, rows: ir.Table) -> ir.Table:
    """Of few months those of which nobody can say that no contract was filed."""
    heard = findings.full.filter(findings.full.source == CONTRACTS).select("county", "month")
    return findings.scene.with_county(rows).anti_join(heard, ["county", "month"]).select(*rows.columns)


def _contributions(findings: Findings, rows: ir.Table, kinds: list[str], *, by_unit: bool) -> ir.Table:
    """The contribution rows behind months that were found: a second look at few people."""
    scene = findings.scene
    table = scene.source(CONTRIBUTIONS)
    table = table.filter((table.state == "paid") & table.kind.isin(kinds))
    forms = scene.who.filter(scene.who.sure.notnull()).select("form", _who="sure")
    people = rows.select("person").distinct()
    forms = scene.engine.keep(forms.semi_join(people, forms["_who"] == people.person), "contradicting-forms")
    units = findings.evidence.units.select("employer", "firm", _number="number")
    asked = table.select("form", "employer", "row_ref", _month="month").inner_join(forms, "form")
    asked = asked.left_join(units, "employer").drop("employer_right")
    same = [rows.person == asked["_who"], rows.month == asked["_month"]]
    if by_unit:
        same.append(rows.number == asked["_number"])
    return rows.inner_join(asked, same)


def pensioner(findings: Findings) -> Found:
    """An employee or public-service pension: against a claim for social insurance, else for review; a resident one informs."""
    scene = findings.scene
    table = scene.named(scene.source("social_insurance.pensions"))
    table = newest(table.filter(table.sure.notnull()), "row_id")
    withdrawn = months.x_add(months.x_of_date(table.known_to), -1)
    until = ibis.ifelse(
        table.known_to.isnull(), table.to_month, ibis.least(table.to_month.fill_null(withdrawn), withdrawn)
    )
    drawn = each_month(
        table.select("row_ref", "kind", "from_month", until=until, _who="sure"),
        months.x_index(table.from_month),
        months.x_index(until),
        scene.span,
    )
    drawn = drawn.mutate(is_job=drawn.kind.isin(["employee", "public_service"])).rename(_month="month")
    drawn = scene.engine.keep(drawn.filter(drawn.kind.notnull()), "pensions-drawn")
    claims = _claims(findings)
    earned = drawn.filter(drawn.is_job)
    claimed = claims.inner_join(earned, [claims.person == earned["_who"], claims.month == earned["_month"]])
    claimed = claimed.mutate(level=ibis.literal("contradiction"), scheme=ibis.literal(SUBSIDY))
    worked = scene.on_rosters(drawn.select(person="_who").distinct()).select(*AT)
    met = worked.inner_join(drawn, [worked.person == drawn["_who"], worked.month == drawn["_month"]])
    best = met.group_by(*AT).agg(_job=met.is_job.any())
    met = met.inner_join(best, list(AT)).filter(lambda t: t.is_job == t["_job"])
    met = met.anti_join(
        claims.select("person", "month")
        .distinct()
        .semi_join(claimed.select("person", "month").distinct(), ["person", "month"]),
        ["person", "month"],
    )
    met = met.mutate(
        level=ibis.ifelse(met.is_job, "review", "inform"),
        scheme=ibis.null("string"),
        claim_ref=ibis.null("string"),
    )
    columns = [*AT, "level", "scheme", "row_ref", "kind", "from_month", "claim_ref"]
    both = scene.engine.keep(union([claimed.select(*columns), met.select(*columns)]), "pensioners")
    kind = ibis.ifelse(both.kind == "resident", "城乡居民养老待遇", "职工（机关事业）养老待遇")
    proof = both.mutate(role=ibis.literal("pension"), says=told(month_zh(both.from_month), "起领取", kind))
    claim = both.filter(both.claim_ref.notnull()).drop("row_ref").rename(row_ref="claim_ref")
    claim = claim.mutate(role=ibis.literal("claim"), says=told(month_zh(claim.month), "申报社会保险补贴"))
    wanted = [*AT, "level", "scheme", "row_ref", "role", "says"]
    return found("pensioner", both, union([proof.select(*wanted), claim.select(*wanted)]))


def _claims(findings: Findings) -> ir.Table:
    """person, workshop_id, month, claim_ref: live claims for social insurance, by the months they are for."""
    rows = findings.evidence.benefits
    rows = rows.filter(rows.is_live & rows.sure.notnull() & (rows.scheme == SUBSIDY))
    rows = each_month(
        rows.select("workshop_id", "from_month", "to_month", person="sure", claim_ref="row_ref"),
        months.x_index(rows.from_month),
        months.x_index(rows.to_month),
        findings.scene.span,
    )
    return findings.scene.engine.keep(rows.select(*AT, "claim_ref"), "insurance-claims")
