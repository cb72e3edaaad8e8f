"""`hecha explain`, `explain-link`, `explain-rule`, `timeline` and `trace`: from what was published back to its reasons.

Everything is read from the release; the candidates of a link and the conditions of an entitlement also from the store, where a
configuration is given.
"""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cli.common import Group, config_of
from cli.console import err, out, table
from cli.faults import DONE, RefusedError
from cli.release import Release, Row
from cli.words import language, say, spelt

if TYPE_CHECKING:
    from etl.publish.trace import TracedRow
    from matching.explain import Explanation


def add(group: Group) -> None:
    alert = group.add("explain", "help_explain", explain)
    _release(alert)
    alert.add_argument("alert_id", metavar="ALERT_ID", help=say("help_alert_id"))
    alert.add_argument("--config", type=Path, metavar="FILE", help=say("help_config_related"))
    alert.add_argument("--store", type=Path, metavar="DIR", help=say("help_store"))
    link = group.add("explain-link", "help_explain_link", explain_link)
    _release(link)
    link.add_argument("row_ref", metavar="ROW_REF", help=say("help_row_ref"))
    link.add_argument("--config", type=Path, metavar="FILE", help=say("help_config_more"))
    link.add_argument("--store", type=Path, metavar="DIR", help=say("help_store"))
    rule = group.add("explain-rule", "help_explain_rule", explain_rule)
    _release(rule)
    rule.add_argument("what", nargs="+", metavar="ID", help=say("help_explain_rule_what"))
    rule.add_argument("--config", type=Path, metavar="FILE", help=say("help_config_more"))
    rule.add_argument("--store", type=Path, metavar="DIR", help=say("help_store"))
    months = group.add("timeline", "help_timeline", timeline)
    _release(months)
    months.add_argument("person_key", metavar="PERSON_KEY", help=say("help_person_key"))
    cell = group.add("trace", "help_trace", trace)
    _release(cell)
    cell.add_argument("workshop", metavar="WORKSHOP", help=say("help_workshop"))
    cell.add_argument("column", metavar="COLUMN", help=say("help_column"))
    cell.add_argument("--config", type=Path, metavar="FILE", help=say("help_config_policy"))


def _release(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("release", type=Path, metavar="RELEASE", help=say("help_release_folder"))


def facts(pairs: list[tuple[str, Any]]) -> None:
    """Names and values, one a line; what is empty is left out."""
    from rich.cells import cell_len

    # A Chinese character is as wide as two letters.
    width = max(cell_len(name) for name, _ in pairs)
    for name, value in pairs:
        if value not in (None, "", []):
            out(f"{name}{' ' * (width - cell_len(name))}  {value}")


def rows_behind(release: Release, refs: list[str], *, most: int = 200) -> None:
    """Source rows with where each stands."""
    origins = release.origins(refs)
    shown = list(dict.fromkeys(refs))
    table(
        say("evidence"),
        [say("row_ref"), say("origin")],
        [(ref, origins.get(ref, "")) for ref in shown[:most]],
    )
    if len(shown) > most:
        out(say("more_rows", count=len(shown) - most))


def months_of(row: Row) -> str:
    first, last = row["from_month"], row["to_month"]
    if language() == "zh" and first and last:
        from etl.months import span

        spelt_out = [f"{one // 100}年{one % 100}月" for one in dict.fromkeys((first, last))]
        return "至".join(spelt_out) + (f"（{len(span(first, last))}个月）" if first != last else "")
    return str(first or "") if first == last else f"{first or ''}..{last or ''}"


def one(rows: list[Row], what: str) -> Row:
    if not rows:
        raise RefusedError(say("no_such", what=what))
    return rows[0]


# --- alerts -----------------------------------------------------------------------------------------------------

ALERT_WORDS = {"code": "alert", "level": "level", "state": "alert_state", "scheme": "scheme"}


def explain(arguments: argparse.Namespace) -> int:
    """The alert in words, its clause, its rows, and the others of its case."""
    release = Release(arguments.release)
    alert = one(release.rows("alerts", {"alert_id": arguments.alert_id}), arguments.alert_id)
    out(alert["title"])
    out(alert["says"])
    out()
    people, shops = _who(release, alert), _where(release, alert)
    names = ("code", "level", "state", "person_key", "workshop_id", "other_workshop_id", "scheme")
    pairs = [
        (say(f"alert_{name}"), spelt(ALERT_WORDS.get(name, ""), alert[name]))
        for name in names
        if not (shops and name.endswith("workshop_id"))
    ]
    pairs += people + shops
    pairs.append((say("alert_amount_at_risk"), alert["amount_at_risk"]))
    pairs += [(say("month"), months_of(alert)), (say("alert_priority"), _priority(alert))]
    pairs += [(say("alert_first_seen"), alert["first_seen"]), (say("alert_grew"), alert["grew"])]
    pairs += [(say("alert_cleared"), alert["cleared_because"]), (say("rule"), alert["rule"])]
    pairs += [(say("document"), alert["document"]), (say("clause"), alert["clause"])]
    pairs += [(say("alert_comparison"), alert["comparison"])]
    facts(pairs)
    out()
    proof = release.rows("alert_evidence", {"alert_id": alert["alert_id"]}, order=["seq"])
    origins = release.origins([row["row_ref"] for row in proof])
    table(
        say("evidence"),
        [say(name) for name in ("seq", "role", "says", "row_ref", "origin")],
        [
            (
                row["seq"],
                spelt("evidence_role", row["role"]),
                row["says"],
                row["row_ref"],
                origins.get(row["row_ref"], ""),
            )
            for row in proof
        ],
    )
    others = [
        row
        for row in release.rows("alerts", {"case_id": alert["case_id"]})
        if row["alert_id"] != alert["alert_id"]
    ]
    if others:
        table(
            say("same_case"),
            [say("alert_id"), say("alert_code"), say("says")],
            [(row["alert_id"], spelt("alert", row["code"]), row["title"]) for row in others],
        )
    if arguments.config is not None and alert["workshop_id"] and alert["other_workshop_id"]:
        _related(release, arguments, alert)
    return DONE


def _who(release: Release, alert: Row) -> list[tuple[str, Any]]:
    """The person, masked."""
    if not alert["person_key"] or not release.has("people"):
        return []
    people = release.rows("people", {"person_key": alert["person_key"]})
    return [(say("alert_person"), f"{row['name']} {row['id_masked']}") for row in people]


def _where(release: Release, alert: Row) -> list[tuple[str, Any]]:
    """The workshops by name; none where the release does not name all of them."""
    ids = [one for one in (alert["workshop_id"], alert["other_workshop_id"]) if one]
    if not ids or not release.has("ledger"):
        return []
    shops = release.rows("ledger", {"workshop_id": ids}, order=["workshop_id"])
    named = [(say("alert_shop"), f"{row['workshop_id']} {row['workshop_name']}") for row in shops]
    return named if len(named) == len(set(ids)) else []


def _priority(alert: Row) -> str:
    """The points and what they are made of, as far as the release shows it."""
    from etl.alerts.facts import explained
    from etl.months import span

    first, last = alert["from_month"], alert["to_month"]
    length = len(span(first, last)) if first and last else 0
    grew = alert["grew"] is not None
    parts = explained(alert["code"], alert["level"], alert["amount_at_risk"], length, grew=grew)
    whole = f"{alert['priority']:.3g}"
    # A cleared alert keeps the points that it had when it was raised.
    if not parts or sum(parts.values()) != alert["priority"]:
        return whole
    added = [f"{say(f'priority_{name}')} {points:g}" for name, points in parts.items()]
    return f"{whole} = {' + '.join(added)}"


def _related(release: Release, arguments: argparse.Namespace, alert: Row) -> None:
    """What else ties the two workshops of an alert together, from the store."""
    from cli.kept import session_of
    from cli.related import between, network

    with session_of(config_of(arguments)) as session:
        between(network(session, release.month), alert["workshop_id"], alert["other_workshop_id"])


# --- links ------------------------------------------------------------------------------------------------------


def explain_link(arguments: argparse.Namespace) -> int:
    """The outcome of a row; with a configuration its candidates and every comparison, masked."""
    release = Release(arguments.release)
    link = one(release.rows("links", {"row_ref": arguments.row_ref}), arguments.row_ref)
    names = ("tier", "score", "reasons", "register_person_id", "person_key")
    pairs = [(say("row_ref"), link["row_ref"])]
    pairs += [(say("origin"), release.origins([link["row_ref"]]).get(link["row_ref"]))]
    pairs += [(say("link_outcome"), spelt("link", link["outcome"]))]
    pairs += [(say(f"link_{name}"), link[name]) for name in names]
    pairs += [(say("link_runner_up"), _runner_up(link))]
    facts(pairs)
    if arguments.config is None:
        err(say("needs_config"))
        return DONE
    told = _waterfall(arguments)
    if told is None:
        err(say("not_conformed"))
        return DONE
    out()
    facts([(say(f"form_{name}"), value) for name, value in told.shown.items()])
    for candidate in told.candidates:
        rows: list[tuple[object, ...]] = [(say("base_points"), "", "", f"{told.base:+.2f}", "")]
        rows += [
            (step.code, step.ours, step.theirs, f"{step.points:+.2f}", step.says)
            for step in candidate.comparisons
        ]
        rows.append(("", "", "", f"{candidate.points:+.2f}", candidate.level))
        table(
            f"{say('candidate')} {candidate.register_person_id}",
            [say(name) for name in ("comparison", "ours", "theirs", "points", "says")],
            rows,
        )
    return DONE


def _runner_up(link: Row) -> str:
    if link["runner_up_person_id"] is None:
        return ""
    score = link["runner_up_score"]
    return f"{link['runner_up_person_id']}" + ("" if score is None else f" ({score:.4f})")


def _waterfall(arguments: argparse.Namespace) -> "Explanation | None":
    """The comparisons behind a row's form, by the tables that the store holds."""
    config = config_of(arguments)
    if not config.store.is_dir():
        return None
    from cli.evidence import bring_newest
    from cli.kept import session_of
    from cli.linking import linked_near
    from matching.explain import explain as explained

    with session_of(config) as session:
        if not bring_newest(session):
            return None
        found = session.warehouse.query(
            f"SELECT form FROM conform.row_origin WHERE row_ref = {quoted(arguments.row_ref)} AND form IS NOT NULL"
        )
        if not found.num_rows:
            return None
        form = int(found["form"][0].as_py())
        with linked_near(session, form) as tables:
            return explained(tables, form, language=language())


def quoted(text: str) -> str:
    """A text as SQL writes it."""
    return "'" + text.replace("'", "''") + "'"


# --- rules ------------------------------------------------------------------------------------------------------


def explain_rule(arguments: argparse.Namespace) -> int:
    """A finding of a workshop, or an entitlement: what was measured, the threshold, the clause, the rows."""
    release = Release(arguments.release)
    if len(arguments.what) == 1:
        return _entitlement(release, arguments)
    if len(arguments.what) > 2:
        raise RefusedError(say("help_explain_rule_what"))
    return _finding(release, *arguments.what)


def _finding(release: Release, workshop: str, rule: str) -> int:
    found = release.rows("findings", {"workshop_id": workshop, "rule": rule})
    finding = one(found, f"{workshop} {rule}")
    out(finding["says"])
    out()
    names = ("low", "high", "threshold", "month", "rule", "document", "clause")
    outcome = (say("outcome"), spelt("outcome", finding["outcome"]))
    facts([outcome, *((say(name), finding[name]) for name in names)])
    out()
    workers(release, workshop, finding["month"])
    return DONE


def workers(release: Release, workshop: str, month: int) -> None:
    """The roster rows of a workshop and month, with verdict, evidence and what is missing."""
    rows = release.rows("employment", {"workshop_id": workshop, "month": month}, order=["row_ref"])
    status: dict[str, Row] = {}
    if release.has("person_status") and rows:
        keys = [row["person_key"] for row in rows if row["person_key"]]
        status = {
            row["person_key"]: row
            for row in release.rows("person_status", {"person_key": keys, "month": month})
        }
    origins = release.origins([row["row_ref"] for row in rows])
    columns = ("person", "poverty_exit", "monitored", "verdict", "for", "against", "missing", "origin")
    table(
        f"{workshop} {month}",
        [say(name) for name in columns],
        [
            (
                (row["person_key"] or "")[:12],
                spelt("yes_no", status.get(row["person_key"], {}).get("poverty_exit")),
                spelt("yes_no", status.get(row["person_key"], {}).get("monitored")),
                spelt("verdict", row["verdict"]),
                spelt("evidence", row["for"]),
                spelt("alert", row["against"]),
                spelt("source", row["missing"]),
                origins.get(row["row_ref"], row["row_ref"]),
            )
            for row in rows
        ],
    )


def _entitlement(release: Release, arguments: argparse.Namespace) -> int:
    row = one(release.rows("entitlements", {"entitlement_id": arguments.what[0]}), arguments.what[0])
    out(row["says"])
    out()
    names = ("failed", "amount_due", "amount_high", "claimed", "paid", "over", "under")
    pairs = [(say("due_scheme"), spelt("scheme", row["scheme"]))]
    pairs += [(say("due_outcome"), spelt("entitlement", row["outcome"]))]
    pairs += [(say(f"due_{name}"), row[name]) for name in names]
    pairs += [(say("month"), months_of(row)), (say("alert_workshop_id"), row["workshop_id"])]
    pairs += [(say("alert_person_key"), row["person_key"]), (say("rule"), row["rule"])]
    pairs += [(say("document"), row["document"]), (say("clause"), row["clause"])]
    facts(pairs)
    out()
    if arguments.config is None:
        err(say("needs_config_rule"))
    else:
        _conditions(release, arguments)
    if row["person_key"]:
        _months(release, row["person_key"], (row["from_month"], row["to_month"]))
    elif row["workshop_id"] and row["from_month"]:
        workers(release, row["workshop_id"], row["to_month"])
    return DONE


def _conditions(release: Release, arguments: argparse.Namespace) -> None:
    """Each condition with both ends of what was measured and its number, and the rows behind them, from the store."""
    from cli.kept import session_of, take_up
    from etl.rules.explain import explain_entitlement

    with session_of(config_of(arguments)) as session:
        take_up(session, release.month, last="rules")
        told = explain_entitlement(session.warehouse, arguments.what[0])
    names = ("clause", "condition", "outcome", "low", "high", "threshold", "says")
    table(
        say("rests_on"),
        [say(name) for name in names],
        [
            (
                step.clause,
                step.test,
                spelt("outcome", step.outcome),
                *map(_number, (step.low, step.high, step.threshold)),
                step.says,
            )
            for step in told.steps
        ],
    )
    rows_behind(release, list(told.rows))


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:g}"


# --- timeline ---------------------------------------------------------------------------------------------------


def timeline(arguments: argparse.Namespace) -> int:
    """A person's months, each kind a column; a silent source is said, not left blank."""
    release = Release(arguments.release)
    _months(release, arguments.person_key, None)
    return DONE


def _months(release: Release, person_key: str, within: tuple[int, int] | None) -> None:
    rows = release.rows("timeline", {"person_key": person_key}, order=["month", "kind", "row_ref"])
    if within is not None:
        rows = [row for row in rows if within[0] <= row["month"] <= within[1]]
    elif not rows:
        raise RefusedError(say("no_such", what=person_key))
    months = sorted({row["month"] for row in rows})
    if not months:
        return
    status = {}
    if release.has("person_status"):
        status = {row["month"]: row for row in release.rows("person_status", {"person_key": person_key})}
    from etl.months import span

    shown = span(months[0], months[-1])
    silent = _silent(release, person_key)
    # A source that says nothing at all about the person has a column only where its silence means nothing.
    unheard = {kind for kind in KINDS if any((SOURCES[kind], month) in silent for month in shown)}
    kinds = [kind for kind in KINDS if kind in unheard or any(row["kind"] == kind for row in rows)]
    lines: list[list[object]] = []
    for month in shown:
        held = status.get(month, {})
        line: list[object] = [
            month,
            *(spelt("yes_no", held.get(name)) for name in ("poverty_exit", "monitored")),
        ]
        for kind in kinds:
            cells = [_cell(row) for row in rows if (row["month"], row["kind"]) == (month, kind)]
            gap = say("silent") if (SOURCES[kind], month) in silent else ""
            line.append("\n".join(cells) or gap)
        lines.append(line)
    table(
        person_key,
        [say("month"), say("poverty_exit"), say("monitored"), *(say(f"kind_{kind}") for kind in kinds)],
        lines,
    )


KINDS = (
    "roster",
    "pay",
    "contribution",
    "contract",
    "registration",
    "post",
    "training",
    "pension",
    "subsidy",
    "claim",
)
SOURCES = {
    "roster": "hrss.rosters",
    "pay": "hrss.rosters",
    "contribution": "social_insurance.contributions",
    "contract": "hrss.contracts",
    "registration": "hrss.employment",
    "post": "hrss.public_posts",
    "training": "hrss.training",
    "pension": "social_insurance.pensions",
    "subsidy": "hrss.subsidies",
    "claim": "hrss.subsidies",
}


def _cell(row: Row) -> str:
    amount = "" if row["amount"] is None else f"{row['amount']:,}"
    return " ".join(part for part in (row["employer"], row["state"], amount) if part)


def _silent(release: Release, person_key: str) -> set[tuple[str, int]]:
    """Sources and months for which nothing may be said of the person's county."""
    if not release.has("coverage") or not release.has("people"):
        return set()
    people = release.rows("people", {"person_key": person_key})
    if not people:
        return set()
    rows = release.rows(
        "coverage", {"county": [people[0]["county"], ""], "state": ["none", "partial", "stale"]}
    )
    return {(row["source"], row["month"]) for row in rows}


# --- trace ------------------------------------------------------------------------------------------------------


def trace(arguments: argparse.Namespace) -> int:
    """A cell of the ledger, the rows and clauses it rests on, and what else bears on it."""
    release = Release(arguments.release)
    from etl.publish.trace import TraceError
    from etl.publish.trace import trace as traced

    try:
        found = traced(release.folder, arguments.workshop, arguments.column, _families(arguments.config))
    except TraceError as error:
        raise RefusedError(str(error)) from None
    facts([(found.column, "" if found.value is None else str(found.value))])
    if found.clauses:
        out()
        table(
            say("rests_on"),
            [say(name) for name in ("rule", "document", "clause", "outcome", "says")],
            [
                (one.rule, one.document, one.clause, spelt("finding", one.outcome), one.says)
                for one in found.clauses
            ],
        )
    if found.rows:
        out()
        table(
            say("evidence"),
            [say(name) for name in ("row_ref", "origin", "says")],
            [(row.row_ref, _place(row), row.why) for row in found.rows],
        )
    for note in found.notes:
        out(note)
    return DONE


def _place(row: "TracedRow") -> str:
    stands = [row.file, row.sheet, None if row.source_row is None else f"#{row.source_row}"]
    text = " ".join(part for part in stands if part)
    return " · ".join(part for part in (text, row.native_key) if part)


def _families(config_file: Path | None) -> dict[str, str]:
    """Rule id to recognition, upgrade or exit, by the policy files of the configuration or those that ship."""
    from etl.policy.read import SHIPPED, load

    folder = SHIPPED
    if config_file is not None:
        from etl.config import load_config

        folder = load_config(config_file).policy or SHIPPED
    return {
        clause.id: str(getattr(rule, "family", ""))
        for document in load(folder).documents
        for clause in document.clauses
        for rule in clause.rules
        if hasattr(rule, "family")
    }
