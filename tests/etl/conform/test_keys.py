"""Which row of a key speaks: repeats, conflicts, versions, withdrawals, increments."""

import datetime as dt

import pytest

from tests.etl.conform.conftest import Out, Pull, Run, totals

DAY = dt.date
TRAINING = {
    "PXBH": "T1",
    "BCBH": "C1",
    "AAC002": "459901199003070126",
    "AAC003": "张一",
    "KSRQ": "2024-03-01",
}
PAYMENT = {
    "发放流水号": "F1",
    "补贴项目": "RENT",
    "补贴起始月": "202401",
    "补贴截止月": "202401",
    "金额": "100",
}
ENTITY = {"UNISCID": "91459901MA5ABC1D0A", "ENTNAME": "甲公司", "REGSTATE": "1"}
PERSON = {
    "行政区划代码": "459901101201",
    "户编号": "H1",
    "人编号": "P1",
    "姓名": "张一",
    "户类型": "脱贫户",
}


def test_exact_repeat_counts_once_and_the_first_row_is_kept(pull: Pull, run: Run) -> None:
    again = TRAINING | {
        "AAC002": "459901199003070126  ",
        "KSRQ": "20240301",
    }  # the same, padded and written otherwise
    out = run(pull("hrss.training", [TRAINING, again]))
    assert [row["row_number"] for row in out["hrss.training"]] == [0]
    assert totals(out, "hrss.training") == {"rows": 2, "used": 1, "repeats": 1}


def test_later_updated_at_wins_whatever_the_order(pull: Pull, run: Run) -> None:
    newer = TRAINING | {"JSRQ": "2024-03-09", "UPDATED_AT": "2024-04-02 00:00:00"}
    older = TRAINING | {"JSRQ": "2024-03-05", "UPDATED_AT": "2024-04-01 00:00:00"}
    out = run(pull("hrss.training", [newer, older]))
    assert [row["ended_on"] for row in out["hrss.training"]] == [DAY(2024, 3, 9)]
    assert totals(out, "hrss.training") == {"rows": 2, "used": 1, "superseded": 1}
    (loser,) = out["quarantine"]
    assert (loser["reason"], loser["row_ref"].rsplit(":", 1)[1]) == ("superseded", "1")


def test_updated_at_outranks_a_later_pull(pull: Pull, run: Run) -> None:
    newer = TRAINING | {"JSRQ": "2024-03-09", "UPDATED_AT": "2024-04-02 00:00:00"}
    older = TRAINING | {"JSRQ": "2024-03-05", "UPDATED_AT": "2024-04-01 00:00:00"}
    out = run(pull("hrss.training", [newer], order=0), pull("hrss.training", [older], order=1))
    assert [row["ended_on"] for row in out["hrss.training"]] == [DAY(2024, 3, 9)]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"_file": "a.csv"}, {"_file": "b.csv"}),  # the later file by name
        ({"_file": "a.csv"}, {"_file": "a.csv"}),  # the later row
    ],
)
def test_without_updated_at_the_later_file_then_the_later_row_wins(
    pull: Pull, run: Run, first: dict[str, str], second: dict[str, str]
) -> None:
    rows = [PAYMENT | first, PAYMENT | second | {"金额": "200"}]
    out = run(pull("county_finance.disbursements", rows))
    assert [str(row["amount"]) for row in out["county_finance.disbursements"]] == ["200.00"]


def test_later_file_wins_even_where_it_was_read_first(pull: Pull, run: Run) -> None:
    rows = [PAYMENT | {"_file": "b.csv", "金额": "200"}, PAYMENT | {"_file": "a.csv"}]
    out = run(pull("county_finance.disbursements", rows))
    assert [str(row["amount"]) for row in out["county_finance.disbursements"]] == ["200.00"]


def test_later_pull_wins_over_a_later_file(pull: Pull, run: Run) -> None:
    out = run(
        pull("county_finance.disbursements", [PAYMENT | {"_file": "z.csv"}], order=0),
        pull("county_finance.disbursements", [PAYMENT | {"_file": "a.csv", "金额": "200"}], order=1),
    )
    assert [str(row["amount"]) for row in out["county_finance.disbursements"]] == ["200.00"]


def test_content_that_comes_back_in_a_later_pull_wins_again(pull: Pull, run: Run) -> None:
    out = run(
        pull("county_finance.disbursements", [PAYMENT], order=0),
        pull("county_finance.disbursements", [PAYMENT | {"金额": "200"}], order=1),
        pull("county_finance.disbursements", [PAYMENT], order=2),
    )
    assert [str(row["amount"]) for row in out["county_finance.disbursements"]] == ["100.00"]
    assert totals(out, "county_finance.disbursements") == {
        "rows": 3,
        "used": 1,
        "repeats": 1,
        "superseded": 1,
    }


def test_unreadable_newer_row_does_not_silence_the_older_one(pull: Pull, run: Run) -> None:
    broken = TRAINING | {"KSRQ": "春天", "UPDATED_AT": "2024-05-01"}
    out = run(pull("hrss.training", [TRAINING | {"UPDATED_AT": "2024-04-01"}, broken]))
    assert [row["row_number"] for row in out["hrss.training"]] == [0]
    assert totals(out, "hrss.training") == {"rows": 2, "used": 1, "quarantined": 1}


def test_contribution_key_is_person_unit_kind_and_month(pull: Pull, run: Run) -> None:
    row = {"AAC002": "459901199003070126", "AAC003": "张一", "AAB001": "U1", "AAB998": "91459901MA5ABC1D0A"}
    row |= {
        "AAE140": "110",
        "AAE003": "202401",
        "DWJE": "960",
        "AAE111": "1",
        "UPDATED_AT": "2024-01-21 02:00:00",
    }
    refund = row | {"AAE111": "3", "UPDATED_AT": "2024-02-01 02:00:00"}
    other_kind = row | {"AAE140": "410"}
    out = run(pull("social_insurance.contributions", [row, refund, other_kind, row]))
    found = {(r["kind"], r["state"]) for r in out["social_insurance.contributions"]}
    assert found == {("pension", "refunded"), ("injury", "paid")}
    expected = {"rows": 4, "used": 2, "repeats": 1, "superseded": 1}
    assert totals(out, "social_insurance.contributions") == expected


def test_row_that_a_later_full_pull_lacks_is_withdrawn_and_counted(pull: Pull, run: Run) -> None:
    other = TRAINING | {"PXBH": "T2"}
    out = run(pull("hrss.training", [TRAINING, other], order=0), pull("hrss.training", [other], order=1))
    assert [row["row_id"] for row in out["hrss.training"]] == ["T2"]
    assert totals(out, "hrss.training") == {"rows": 3, "used": 2, "repeats": 1, "withdrawn": 1}


def test_increment_withdraws_nothing(pull: Pull, run: Run) -> None:
    other = TRAINING | {"PXBH": "T2"}
    out = run(
        pull("hrss.training", [TRAINING], order=0), pull("hrss.training", [other], order=1, complete=False)
    )
    assert {row["row_id"] for row in out["hrss.training"]} == {"T1", "T2"}


def test_increments_and_full_pulls_give_the_same_rows(pull: Pull, run: Run) -> None:
    first = TRAINING | {"UPDATED_AT": "2024-03-01"}
    changed = TRAINING | {"PXTS": "5", "UPDATED_AT": "2024-04-01"}
    added = TRAINING | {"PXBH": "T2", "UPDATED_AT": "2024-04-02"}
    full = run(pull("hrss.training", [first], order=0), pull("hrss.training", [changed, added], order=1))
    chain = run(
        pull("hrss.training", [first], order=0),
        pull(
            "hrss.training", [first, changed], order=1, complete=False
        ),  # looks back: the first row comes again
        pull("hrss.training", [changed, added], order=2, complete=False),
    )

    def facts(out: Out) -> list[str]:
        hidden = ("pull_id", "row_number", "form")
        return sorted(str({k: v for k, v in row.items() if k not in hidden}) for row in out["hrss.training"])

    assert facts(full) == facts(chain)


def test_versions_hold_from_their_data_time_to_the_next(pull: Pull, run: Run) -> None:
    revoked = ENTITY | {"REGSTATE": "2"}
    out = run(
        pull("business_registry.entities", [ENTITY], order=0, as_of=DAY(2024, 1, 31)),
        pull("business_registry.entities", [ENTITY], order=1, as_of=DAY(2024, 2, 29)),
        pull("business_registry.entities", [revoked], order=2, as_of=DAY(2024, 3, 31)),
    )
    rows = sorted(out["business_registry.entities"], key=lambda row: row["known_from"])
    assert [(r["state"], r["known_from"], r["known_to"], r["is_first"]) for r in rows] == [
        ("active", DAY(2024, 1, 31), DAY(2024, 3, 31), True),
        ("revoked", DAY(2024, 3, 31), None, False),
    ]
    assert totals(out, "business_registry.entities") == {"rows": 3, "used": 2, "repeats": 1}


def test_state_that_returns_is_a_version_of_its_own(pull: Pull, run: Run) -> None:
    revoked = ENTITY | {"REGSTATE": "2"}
    pulls = [
        pull("business_registry.entities", [row], order=n, as_of=DAY(2024, n + 1, 15))
        for n, row in enumerate((ENTITY, revoked, ENTITY))
    ]
    states = sorted((r["known_from"], r["state"]) for r in run(*pulls)["business_registry.entities"])
    assert [state for _, state in states] == ["active", "revoked", "active"]


def test_withdrawn_state_ends_at_the_pull_that_lacks_it(pull: Pull, run: Run) -> None:
    other = ENTITY | {"UNISCID": "91459901MA5ABC2E5D"}
    out = run(
        pull("business_registry.entities", [ENTITY, other], order=0, as_of=DAY(2024, 1, 31)),
        pull("business_registry.entities", [other], order=1, as_of=DAY(2024, 2, 29)),
    )
    ends = {row["uscc"]: row["known_to"] for row in out["business_registry.entities"]}
    assert ends == {"91459901MA5ABC1D0A": DAY(2024, 2, 29), "91459901MA5ABC2E5D": None}
    assert totals(out, "business_registry.entities") == {"rows": 3, "used": 2, "repeats": 1, "withdrawn": 1}


def test_state_that_comes_back_after_a_gap_starts_anew(pull: Pull, run: Run) -> None:
    other = ENTITY | {"UNISCID": "91459901MA5ABC2E5D"}
    held = ([ENTITY, other], [other], [ENTITY, other])
    pulls = [
        pull("business_registry.entities", rows, order=n, as_of=DAY(2024, n + 1, 15))
        for n, rows in enumerate(held)
    ]
    rows = [r for r in run(*pulls)["business_registry.entities"] if r["uscc"] == ENTITY["UNISCID"]]
    assert sorted((r["known_from"], r["known_to"]) for r in rows if r["known_to"]) == [
        (DAY(2024, 1, 15), DAY(2024, 2, 15))
    ]
    assert [(r["known_from"], r["known_to"]) for r in rows if not r["known_to"]] == [(DAY(2024, 3, 15), None)]


def test_lookup_withdraws_only_what_it_asked_for(pull: Pull, run: Run) -> None:
    other = ENTITY | {"UNISCID": "91459901MA5ABC2E5D"}
    both = [ENTITY["UNISCID"], other["UNISCID"]]
    out = run(
        pull("business_registry.entities", [ENTITY, other], order=0, as_of=DAY(2024, 1, 31), asked=both),
        pull("business_registry.entities", [], order=1, as_of=DAY(2024, 2, 29), asked=[ENTITY["UNISCID"]]),
    )
    ends = {row["uscc"]: row["known_to"] for row in out["business_registry.entities"]}
    assert ends == {ENTITY["UNISCID"]: DAY(2024, 2, 29), other["UNISCID"]: None}


def test_register_files_are_versions_by_their_own_data_time(pull: Pull, run: Run) -> None:
    spring = {"_file": "甲县_20240331.csv", "_as_of": "2024-03-31"}
    summer = {"_file": "甲县_20240630.csv", "_as_of": "2024-06-30"}
    gone = PERSON | {"人编号": "P2"}
    elsewhere = PERSON | {"人编号": "P3", "行政区划代码": "459902101201"}  # its county sent one file only
    rows = [PERSON | spring, gone | spring, elsewhere | spring, PERSON | summer | {"人员状态": "死亡"}]
    out = run(pull("monitoring.people", rows))
    found = sorted((r["person_id"], r["known_from"], str(r["known_to"])) for r in out["monitoring.people"])
    assert found == [
        ("P1", DAY(2024, 3, 31), "2024-06-30"),
        ("P1", DAY(2024, 6, 30), "None"),
        ("P2", DAY(2024, 3, 31), "2024-06-30"),
        ("P3", DAY(2024, 3, 31), "None"),
    ]


def test_two_rows_of_one_person_in_one_file_follow_the_usual_rule(pull: Pull, run: Run) -> None:
    file = {"_file": "甲县_20240331.csv", "_as_of": "2024-03-31"}
    rows = [PERSON | file, PERSON | file | {"姓名": "张乙"}]
    out = run(pull("monitoring.people", rows))
    assert [row["name"] for row in out["monitoring.people"]] == ["张乙"]
    assert totals(out, "monitoring.people") == {"rows": 2, "used": 1, "superseded": 1}


def test_data_time_of_a_database_is_its_newest_change(pull: Pull, run: Run) -> None:
    rows = [
        TRAINING | {"UPDATED_AT": "2024-03-01 10:00:00"},
        TRAINING | {"PXBH": "T2", "UPDATED_AT": "2024-04-30 08:00:00"},
    ]
    (time,) = run(pull("hrss.training", rows))["data_times"]
    assert (time["as_of"], time["rows"], time["complete"]) == (DAY(2024, 4, 30), 2, True)


def test_empty_pull_is_known_and_withdraws_all(pull: Pull, run: Run) -> None:
    out = run(pull("hrss.training", [TRAINING], order=0), pull("hrss.training", [], order=1))
    assert out["hrss.training"] == []
    assert [
        (t["pull_order"], t["rows"]) for t in sorted(out["data_times"], key=lambda t: t["pull_order"])
    ] == [(0, 1), (1, 0)]
