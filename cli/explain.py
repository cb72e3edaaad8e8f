"""`hecha explain`, `explain-link` and `explain-rule`: from what was published back to its reasons.

Everything is read from the release; the candidates of a link and the conditions of an entitlement also from the store, where a
configuration is given.
"""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cli.common import Group, config_of
from cli.console import err, facts, out, table
from cli.faults import DONE, RefusedError
from cli.release import Release, Row, months_of, one, rows_behind
from cli.timeline import side_by_side, timeline
from cli.trace import trace
from cli.words import language, say, spelt

if TYPE_CHECKING:
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
        side_by_side(release, row["person_key"], (row["from_month"], row["to_month"]))
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
