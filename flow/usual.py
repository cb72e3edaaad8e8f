"""A month's figures against what is allowed and what is usual: counted once at publishing, kept in the manifest, told everywhere alike.

The manifest's warnings, what `hecha run` prints and Dagster's checks all come of these judgements. What is usual is the
median of the releases that this one follows, by their own manifests. Not here: what blocks (`connectors.guards`, `etl.conform.accounted`).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import median
from typing import TYPE_CHECKING, Any

from etl.config_checks import Checks
from etl.model.sources import SourceSpec

if TYPE_CHECKING:
    from etl.store.releases import Release
    from flow.session import Session

CHECKS = ("invalid_ids", "quarantined", "unsure_links", "alerts", "totals")
FIGURES, JUDGED = "figures", "checks"
"""Under which keys the manifest has them."""
ENOUGH = 3
"""Of fewer releases before nobody can say what is usual."""
_BY_SOURCE = """
SELECT
    o.source,
    count(*) FILTER (WHERE f.id_text <> '') AS with_id,
    count(*) FILTER (WHERE f.id_text <> '' AND l.id_fault IS NOT NULL) AS invalid,
    count(*) FILTER (WHERE l.outcome = 'unsure') AS unsure,
    count(*) AS linked
FROM conform.row_origin AS o
JOIN conform.forms AS f USING (form)
JOIN link.link_forms AS l USING (form)
GROUP BY o.source
ORDER BY o.source
"""


@dataclass(frozen=True)
class Judged:
    """A figure held against its limit: of a source where it has one; `usual` where it is compared with earlier months."""

    check: str
    source: str
    figure: Decimal
    limit: Decimal
    usual: Decimal | None
    is_beyond: bool
    says: str
    """In plain Chinese, told where it is beyond its limit."""

    def noted(self) -> dict[str, Any]:
        """As the manifest has it, numbers as text."""
        return {
            "check": self.check,
            "source": self.source,
            "figure": str(self.figure),
            "limit": str(self.limit),
            "usual": None if self.usual is None else str(self.usual),
            "beyond": self.is_beyond,
            "says": self.says,
        }


def counted(session: "Session", month: int) -> dict[str, Any]:
    """The month's figures: by source, and in all."""
    for step in ("conform", "link", "alerts"):
        session.bring(step, month)
    warehouse = session.warehouse
    rows = {row["source"]: row for row in warehouse.query(_BY_SOURCE).to_pylist()}
    totals = {row["source"]: row for row in warehouse.arrow("conform.reconciliation").to_pylist()}
    return {
        "ids": {name: {"rows": row["with_id"], "invalid": row["invalid"]} for name, row in rows.items()},
        "links": {
            "rows": sum(row["linked"] for row in rows.values()),
            "unsure": sum(row["unsure"] for row in rows.values()),
        },
        "alerts": warehouse.count("alerts.alerts"),
        "totals": {
            name: {
                "rows": row["rows"] - row["repeats"],
                "used": row["used"],
                "quarantined": row["quarantined"],
            }
            for name, row in sorted(totals.items())
        },
    }


def earlier(previous: "Release | None", most: int) -> list[Mapping[str, Any]]:
    """The figures of the releases that a month follows, the newest first."""
    from etl.store.releases import lineage

    found = [one.manifest.get(FIGURES) for one in lineage(previous, most)]
    return [figures for figures in found if figures]


def judged(
    figures: Mapping[str, Any],
    before: Sequence[Mapping[str, Any]],
    checks: Checks,
    specs: Mapping[str, SourceSpec],
) -> list[Judged]:
    """Every check that is switched on and of which there is enough to say something."""
    return [
        *_of_shares(figures, checks, specs),
        *_of_links(figures, before, checks),
        *_of_alerts(figures, before, checks),
        *_of_totals(figures, before, checks, specs),
    ]


def _of_shares(
    figures: Mapping[str, Any], checks: Checks, specs: Mapping[str, SourceSpec]
) -> Iterator[Judged]:
    told = (
        ("invalid_ids", checks.invalid_ids, figures["ids"], "invalid", "证件号码无效"),
        ("quarantined", checks.quarantined, figures["totals"], "quarantined", "不能采用"),
    )
    for check, limit, by_source, bad, what in told:
        for source, one in sorted(by_source.items()):
            if limit is None or one["rows"] < checks.at_least:
                continue
            share = _share(one[bad], one["rows"])
            says = f"{_named(specs, source)}有{one[bad]}行{what}，占该表的{share:.1%}，限度为{limit:.1%}"
            yield Judged(check, source, share, limit, None, share > limit, says)


def _of_links(
    figures: Mapping[str, Any], before: Sequence[Mapping[str, Any]], checks: Checks
) -> Iterator[Judged]:
    rows = figures["links"]["rows"]
    usual = _usual([_share(one["links"]["unsure"], one["links"]["rows"]) for one in before])
    if checks.unsure_links is None or usual is None or rows < checks.at_least:
        return
    share = _share(figures["links"]["unsure"], rows)
    # Where there were none, a single one is no news.
    is_beyond = share > usual * checks.unsure_links and figures["links"]["unsure"] >= checks.at_least
    says = f"拿不准的匹配占{share:.1%}，往常为{usual:.1%}，限度为往常的{checks.unsure_links}倍"
    yield Judged("unsure_links", "", share, checks.unsure_links, usual, is_beyond, says)


def _of_alerts(
    figures: Mapping[str, Any], before: Sequence[Mapping[str, Any]], checks: Checks
) -> Iterator[Judged]:
    usual = _usual([Decimal(one["alerts"]) for one in before])
    if checks.alerts is None or usual is None:
        return
    count = Decimal(figures["alerts"])
    is_beyond = count > usual * checks.alerts and count >= checks.at_least
    says = f"疑点{count}条，往常为{usual:.0f}条，限度为往常的{checks.alerts}倍"
    yield Judged("alerts", "", count, checks.alerts, usual, is_beyond, says)


def _of_totals(
    figures: Mapping[str, Any],
    before: Sequence[Mapping[str, Any]],
    checks: Checks,
    specs: Mapping[str, SourceSpec],
) -> Iterator[Judged]:
    for source, one in sorted(figures["totals"].items()):
        usual = _usual(
            [Decimal(each["totals"][source]["used"]) for each in before if source in each["totals"]]
        )
        if checks.totals is None or usual is None or max(one["used"], usual) < checks.at_least:
            continue
        used = Decimal(one["used"])
        is_beyond = abs(used - usual) > usual * checks.totals
        says = f"{_named(specs, source)}采用{used}行，往常为{usual:.0f}行，限度为相差{checks.totals:.0%}"
        yield Judged("totals", source, used, checks.totals, usual, is_beyond, says)


def _usual(figures: Sequence[Decimal]) -> Decimal | None:
    return median(figures) if len(figures) >= ENOUGH else None


def _share(part: int, whole: int) -> Decimal:
    return (Decimal(part) / Decimal(whole)).quantize(Decimal("0.0001")) if whole else Decimal(0)


def _named(specs: Mapping[str, SourceSpec], source: str) -> str:
    system, _, table = source.partition(".")
    return f"{specs[system].tables[table].zh}（{source}）"
