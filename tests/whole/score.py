"""Hold a release against a world's truth: figures by file and by code, and what differs.

    python -m tests.whole.score RELEASE TRUTH [--show N] [--only FILE]

RELEASE is a release folder (or one of internal/restricted/public in it), TRUTH a world or its truth/ folder. Each line gives
what was judged and what was right; `--show` prints up to N differences a line. What the truth leaves open is not judged.
"""

import argparse
import sys
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from tests.whole.score_alerts import score_alerts
from tests.whole.truth import Release, Row, Truth, parts, texts

COUNTS = (
    "workers_declared",
    "poverty_declared",
    "poverty_undeclared",
    "poverty_not_in_force",
    "poverty_confirmed",
    "poverty_declared_only",
    "poverty_contradicted",
    "poverty_unknown",
    "mean_pay",
)
AMOUNTS = ("amount_due", "amount_high", "paid", "over", "under", "claimed")
EVIDENCE = {"contract": "k", "contribution": "c", "registration": "r"}
TOTALS = {"rows": "rows", "exact_repeats": "repeats", "superseded": "superseded"}


@dataclass
class Line:
    """One code of one truth file. `noted` is said but counts for nothing."""

    file: str
    code: str
    right: int = 0
    judged: int = 0
    noted: str = ""
    wrong: list[str] = field(default_factory=list)

    def judge(self, right: bool, says: str) -> None:
        self.judged += 1
        self.right += right
        if not right:
            self.wrong.append(says)

    @property
    def share(self) -> float | None:
        return self.right / self.judged if self.judged else None


class Lines:
    """The lines of one file, made as their codes come up."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._lines: dict[str, Line] = {}

    def __getitem__(self, code: str) -> Line:
        return self._lines.setdefault(code, Line(self._file, code))

    def all(self) -> list[Line]:
        return [self._lines[code] for code in sorted(self._lines)]


def _same(truth: str, value: Any) -> bool:
    """Whether a published number is the truth's, to the fen."""
    if truth == "":
        return True
    return value is not None and abs(Decimal(truth) - Decimal(str(value))) < Decimal("0.005")


def identity(release: Release, truth: Truth) -> list[Line]:
    """Every spoilt row's outcome and person; the clean rows of employment.csv; rows outside the months published are absent."""
    lines = Lines("identity")
    listed = set()
    absent = 0
    for row in truth.rows("identity"):
        listed.add((row["source"], row["source_key"]))
        refs = [
            r for r in release.by_native_key.get((row["source"], row["source_key"]), []) if r in release.links
        ]
        if not refs:
            absent += 1
        for ref in refs:
            link = release.links[ref]
            right = link["outcome"] in texts(row["expect"])
            if link["outcome"] == "same":
                right = right and link["register_person_id"] == row["register_person_id"]
            says = f"{row['source_key']}: {link['outcome']} {link['tier']} [{link['reasons']}], expected {row['expect']}"
            lines[row["error_class"]].judge(right, says)
    clean = lines["(clean rows)"]
    bare = truth.without_register
    for row in truth.rows("employment"):
        if ("hrss.rosters", row["source_key"]) in listed:
            continue
        for ref in release.by_native_key.get(("hrss.rosters", row["source_key"]), []):
            if ref in release.links:
                link = release.links[ref]
                inside = row["person"].startswith("R") and not row["person"].startswith(bare, 1)
                person = row["person"] if inside else None
                right = (
                    link["outcome"] == ("same" if inside else "none") and link["register_person_id"] == person
                )
                clean.judge(
                    right, f"{row['source_key']}: {link['outcome']} {link['tier']} [{link['reasons']}]"
                )
    clean.noted = f"{absent} listed rows are not in links"
    return lines.all()


def employment(release: Release, truth: Truth) -> list[Line]:
    """The verdict of a roster row, and which evidence from another system stands for it."""
    lines = Lines("employment")
    published = {row["row_ref"]: row for row in release.rows("employment")}
    for row in truth.rows("employment"):
        refs = [
            r for r in release.by_native_key.get(("hrss.rosters", row["source_key"]), []) if r in published
        ]
        line = lines[row["verdict"]]
        if not refs:
            line.judge(False, f"{row['source_key']} {row['month']}: not in employment")
        for ref in refs:
            found = published[ref]
            place = f"{row['source_key']} {row['workshop_id']} {row['month']}"
            says = f"{place}: {found['verdict']} for [{found['for']}] against [{found['against']}] missing [{found['missing']}]"
            line.judge(found["verdict"] == row["verdict"], says)
            if release.links.get(ref, {}).get("outcome") == "unsure":
                continue  # whose evidence it would be is not known
            evidence = {EVIDENCE[word] for word in parts(found["for"]) if word in EVIDENCE}
            says = f"{place}: for [{found['for']}], expected [{row['evidence']}]"
            # The truth names what was planted for the row's sake; the same person's other rows may show more.
            lines["(evidence)"].judge(evidence >= set(row["evidence"]), says)
    return lines.all()


def _entitlement(release: Release, row: dict[str, str], by_scheme: dict[str, list[Row]]) -> Row | None:
    """The entitlement a truth row is about: same scheme, person and workshop, the period nearest to its own."""
    fits = []
    for found in by_scheme[row["scheme"]]:
        names = release.names.get(found["person_key"] or "", set())
        if row["person"] and row["person"] not in names:
            continue
        if row["workshop_id"] and found["workshop_id"] and row["workshop_id"] != found["workshop_id"]:
            continue
        if row["beneficiary_kind"] and row["beneficiary_kind"] != found["beneficiary_kind"]:
            continue
        first, last = int(row["from_month"] or 0), int(row["to_month"] or 999912)
        if found["from_month"] > last or found["to_month"] < first:
            continue
        fits.append(
            (abs(found["from_month"] - first) + abs(found["to_month"] - last), found["entitlement_id"], found)
        )
    return min(fits, key=lambda fit: fit[:2])[2] if fits else None


def _judge_entitlement(lines: Lines, line: Line, row: dict[str, str], found: Row, place: str) -> None:
    """One entitlement: outcome, period, amounts, failed clauses and rule, as far as the truth gives them."""
    says = f"{place}: {found['outcome']} failed [{found['failed']}] {found['says']}"
    line.judge(found["outcome"] in texts(row["outcome"]), says)
    period = (str(found["from_month"]), str(found["to_month"]))
    says = f"{place}: period {'-'.join(period)}"
    lines["(period)"].judge(period == (row["from_month"], row["to_month"]), says)
    for name in AMOUNTS:
        if row.get(name):
            says = f"{place}: {name} {found[name]}, expected {row[name]}"
            lines[f"({name})"].judge(_same(row[name], found[name]), says)
    if row["failed"]:
        says = f"{place}: failed [{found['failed']}], expected {row['failed']}"
        lines["(failed)"].judge(bool(texts(row["failed"]) & parts(found["failed"])), says)
    if row["rule"]:
        says = f"{place}: rule {found['rule']}, expected {row['rule']}"
        lines["(rule)"].judge(found["rule"] in texts(row["rule"]), says)


def entitlements(release: Release, truth: Truth) -> list[Line]:
    """Outcome, amounts and failed clauses, by scheme; outcomes that a row lacks because nothing is live are wrong too."""
    lines = Lines("entitlements")
    by_scheme: dict[str, list[Row]] = defaultdict(list)
    for given in release.rows("entitlements"):
        by_scheme[given["scheme"]].append(given)
    matched = set()
    for row in truth.rows("entitlements"):
        found = _entitlement(release, row, by_scheme)
        place = f"{row['scheme']} {row['person']} {row['workshop_id']} {row['from_month']}-{row['to_month']} ({row['case']})"
        line = lines[f"{row['scheme']} {row['outcome']}"]
        if found is None:
            line.judge(False, f"{place}: no row, expected {row['outcome']}")
            continue
        matched.add(found["entitlement_id"])
        _judge_entitlement(lines, line, row, found, place)
    more: dict[str, int] = defaultdict(int)
    for given in release.rows("entitlements"):
        if given["entitlement_id"] not in matched:
            more[f"{given['scheme']} {given['outcome']}"] += 1
    for code, number in more.items():
        lines[code].noted = f"{number} more, not in the truth"
    return lines.all()


def findings(release: Release, truth: Truth) -> list[Line]:
    """A finding is right when one of its rules has the outcome and, where given, the interval; without rules the ledger's column."""
    lines = Lines("findings")
    by_place: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for finding in release.rows("findings"):
        by_place[finding["workshop_id"], str(finding["month"])].append(finding)
    ledger = {row["workshop_id"]: row for row in release.rows("ledger")}
    for row in truth.rows("findings"):
        line = lines[row["family"]]
        place = f"{row['workshop_id']} {row['family']} {row['rules']} ({row['story']})"
        rules = texts(row["rules"])
        if not rules:
            stands = ledger.get(row["workshop_id"], {}).get(row["family"])
            line.judge(stands == row["outcome"], f"{place}: ledger {stands}, expected {row['outcome']}")
            continue
        carriers = [f for f in by_place[row["workshop_id"], row["month"]] if f["rule"] in rules]
        right = [f for f in carriers if f["outcome"] == row["outcome"]]
        told = "; ".join(
            f"{f['rule']} {f['outcome']} {f['low']}..{f['high']} of {f['threshold']}" for f in carriers
        )
        line.judge(bool(right), f"{place}: {told or 'no row'}, expected {row['outcome']}")
        for name in ("low", "high", "threshold"):
            if row[name] and carriers:
                says = f"{place}: {name} {told}, expected {row[name]}"
                lines[f"({name})"].judge(any(_same(row[name], f[name]) for f in right or carriers), says)
    return lines.all()


def ledger(release: Release, truth: Truth) -> list[Line]:
    """Each count of each workshop; those that the truth leaves open are noted beside."""
    lines = Lines("ledger")
    published = {row["workshop_id"]: row for row in release.rows("ledger")}
    opened: dict[str, int] = defaultdict(int)
    for row in truth.rows("ledger"):
        found = published.get(row["workshop_id"])
        if found is None:
            lines["(workshop)"].judge(False, f"{row['workshop_id']}: not in the ledger ({row['story']})")
            continue
        lines["(workshop)"].judge(True, "")
        for name in COUNTS:
            right = _same(row[name], found[name]) and (row[name] != "" or not found[name])
            if row["scored"] != "0":
                says = f"{row['workshop_id']}: {name} {found[name]}, expected {row[name] or 'none'} ({row['story']})"
                lines[name].judge(right, says)
            elif not right:
                opened[name] += 1
    for name, number in opened.items():
        lines[name].noted = f"{number} more differ where the truth leaves them open"
    return lines.all()


def coverage(release: Release, truth: Truth) -> list[Line]:
    lines = Lines("coverage")
    states: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    for found in release.rows("coverage"):
        states[found["source"], found["county"]][str(found["month"])] = found["state"]
    for row in truth.rows("coverage"):
        months = states[row["source"], row["county"]] or states[row["source"], ""]
        here = set(months.values()) if row["month"] == "0" else {months.get(row["month"], "no row")}
        says = f"{row['source']} {row['county']} {row['month']}: {sorted(here)}, expected {row['state']}"
        lines[row["source"]].judge(here == {row["state"]}, says)
    return lines.all()


def quarantine(release: Release, truth: Truth) -> list[Line]:
    """Each row that must be set aside, by its column. Rows whose key is the fault are counted by source and column."""
    lines = Lines("quarantine")
    listed: dict[tuple[str, str, str], int] = defaultdict(int)
    for found in release.rows("quarantine"):
        key = release.native_keys.get(found["row_ref"], ("", ""))[1]
        listed[found["source"], key, found["column"]] += 1
        listed[found["source"], "", found["column"]] += bool(key)
    for row in truth.rows("quarantine"):
        place = (row["source"], row["source_key"], row["column"])
        others = sorted(c for s, k, c in listed if k and (s, k) == place[:2])
        lines[row["source"]].judge(
            listed[place] > 0, f"{' '.join(place)}: not set aside there, columns {others}"
        )
        if not row["source_key"]:
            listed[place] -= 1
    for source in sorted({row["source"] for row in release.rows("quarantine")}):
        number = sum(row["source"] == source for row in release.rows("quarantine"))
        lines[source].noted = f"{number} set aside in all"
    return lines.all()


def reconciliation(release: Release, truth: Truth) -> list[Line]:
    """Control totals. A lookup brings only what was asked, so that the registry's rows are not judged."""
    lines = Lines("reconciliation")
    totals = release.manifest["control_totals"]
    for row in truth.rows("reconciliation"):
        source = row["source"]
        found = totals.get(source)
        line = lines[source]
        if found is None:
            line.judge(False, f"{source}: no control totals")
            continue
        for name, ours in TOTALS.items():
            if name == "rows" and source.startswith("business_registry."):
                continue
            line.judge(str(found[ours]) == row[name], f"{source}: {ours} {found[ours]}, expected {row[name]}")
        least = int(row["quarantined_at_least"])
        says = f"{source}: quarantined {found['quarantined']}, expected at least {least}"
        line.judge(found["quarantined"] >= least, says)
        whole = sum(
            int(found.get(name, 0)) for name in ("used", "quarantined", "repeats", "superseded", "withdrawn")
        )
        line.judge(whole == found["rows"], f"{source}: {whole} accounted for of {found['rows']}")
    return lines.all()


def candidates(release: Release, truth: Truth) -> list[Line]:
    lines = Lines("candidates")
    found = {row["uscc"]: row for row in release.rows("candidates")}
    wanted = {row["uscc"] for row in truth.rows("candidates")}
    for row in truth.rows("candidates"):
        there = found.get(row["uscc"])
        says = f"{row['uscc']}: {there['outcome'] + ' ' + there['county'] if there else 'not listed'}"
        lines["listed"].judge(there is not None and there["county"] == row["county"], says)
    lines["listed"].noted = f"{len(set(found) - wanted)} others listed"
    return lines.all()


def alerts(release: Release, truth: Truth) -> list[Line]:
    """Three lines a code: raised that must be (recall), silent that must be, and nothing beyond (precision)."""
    lines = []
    for code, tally in sorted(score_alerts(release, truth).items()):
        for part, name in ((tally.wanted, "raised"), (tally.silent, "silent"), (tally.exact, "precise")):
            line = Line("alerts", f"{code} {name}", part.right, part.judged, wrong=part.wrong)
            line.noted = tally.noted if name == "precise" else ""
            if part.judged or line.noted:
                lines.append(line)
        for name, part in (("amount", tally.amount), ("level", tally.level)):
            if part.judged:
                lines.append(Line("alerts", f"{code} ({name})", part.right, part.judged, wrong=part.wrong))
    return lines


FILES: dict[str, Callable[[Release, Truth], list[Line]]] = {
    "identity": identity,
    "employment": employment,
    "alerts": alerts,
    "entitlements": entitlements,
    "findings": findings,
    "ledger": ledger,
    "coverage": coverage,
    "quarantine": quarantine,
    "reconciliation": reconciliation,
    "candidates": candidates,
}


def score(release_folder: Path, truth_folder: Path, only: str | None = None) -> list[Line]:
    """All lines of all files (or of one)."""
    truth = Truth(truth_folder)
    release = Release(release_folder, truth)
    lines = []
    for name, file in FILES.items():
        if only in (None, name) and truth.rows(name):
            lines += file(release, truth)
    return lines


def totals(lines: list[Line]) -> list[Line]:
    """One line a file; of alerts one for each of its three questions."""
    groups: dict[str, Line] = {}
    for line in lines:
        name = line.file
        if name == "alerts":
            name = f"alerts {line.code.split(' ')[1]}"
        group = groups.setdefault(name, Line(name, "all"))
        group.right += line.right
        group.judged += line.judged
    return list(groups.values())


def render(lines: list[Line], show: int) -> str:
    """The table that is printed."""
    told = []
    for line in [*lines, *totals(lines)]:
        share = "" if line.share is None else f"{line.share:7.1%}"
        told.append(
            f"{line.file:<16} {line.code:<42} {line.right:>6} / {line.judged:<6} {share:>7}  {line.noted}".rstrip()
        )
        told += [f"    {says}" for says in line.wrong[:show]]
        if show and len(line.wrong) > show:
            told.append(f"    … and {len(line.wrong) - show} more")
    return "\n".join(told) + "\n"


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.whole.score", description="Score a release.")
    parser.add_argument("release", type=Path)
    parser.add_argument("truth", type=Path)
    parser.add_argument("--show", type=int, default=0, metavar="N", help="print up to N differences a line")
    parser.add_argument("--only", choices=sorted(FILES), help="one truth file")
    given = parser.parse_args(arguments)
    sys.stdout.write(render(score(given.release, given.truth, given.only), given.show))
    return 0


if __name__ == "__main__":
    sys.exit(main())
