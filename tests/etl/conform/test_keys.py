"""Which row of a key speaks: repeats, conflicts, versions, withdrawals, increments."""

import datetime as dt
from typing import Any

import pytest

from etl.model.sources import SourceSpec
from tests.etl.conform.conftest import Out, Pull, Run, conformed, puller, totals

DAY = dt.date
ID = "4599011990030700{:d}X"
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


PAID = {"AAC002": "459901199003070126", "AAC003": "张一", "AAB001": "U1", "AAB998": "91459901MA5ABC1D0A"}
PAID |= {
    "AAE140": "110",
    "AAE003": "202401",
    "DWJE": "960",
    "AAE111": "1",
    "UPDATED_AT": "2024-01-21 02:00:00",
}
SPRING = {"_file": "甲县_20240331.csv", "_as_of": "2024-03-31"}
SUMMER = {"_file": "甲县_20240630.csv", "_as_of": "2024-06-30"}
ENDS = (DAY(2024, 1, 31), DAY(2024, 2, 29), DAY(2024, 3, 31))
# Each case has a key of its own: T1, T2.. of trainings, F1, F2.. of payments, P1, P2.. of people.
ONCE = {
    "hrss.training": [
        TRAINING,
        # the same, padded and written otherwise
        TRAINING | {"AAC002": "459901199003070126  ", "KSRQ": "20240301"},
        # the newer one was read first
        TRAINING | {"PXBH": "T2", "JSRQ": "2024-03-09", "UPDATED_AT": "2024-04-02 00:00:00"},
        TRAINING | {"PXBH": "T2", "JSRQ": "2024-03-05", "UPDATED_AT": "2024-04-01 00:00:00"},
        # the newer one can't be read
        TRAINING | {"PXBH": "T3", "UPDATED_AT": "2024-04-01"},
        TRAINING | {"PXBH": "T3", "KSRQ": "春天", "UPDATED_AT": "2024-05-01"},
        TRAINING | {"PXBH": "T4", "UPDATED_AT": "2024-05-30 08:00:00"},
    ],
    "county_finance.disbursements": [
        # the later file by name
        PAYMENT | {"_file": "a.csv"},
        PAYMENT | {"_file": "b.csv", "金额": "200"},
        # the later row
        PAYMENT | {"发放流水号": "F2", "_file": "a.csv"},
        PAYMENT | {"发放流水号": "F2", "_file": "a.csv", "金额": "200"},
        # the later file was read first
        PAYMENT | {"发放流水号": "F3", "_file": "b.csv", "金额": "200"},
        PAYMENT | {"发放流水号": "F3", "_file": "a.csv"},
    ],
    "social_insurance.contributions": [
        PAID,
        PAID | {"AAE111": "3", "UPDATED_AT": "2024-02-01 02:00:00"},
        PAID | {"AAE140": "410"},
        PAID,
    ],
    "monitoring.people": [
        PERSON | SPRING,
        PERSON | {"人编号": "P2"} | SPRING,
        # its county sent one file only
        PERSON | {"人编号": "P3", "行政区划代码": "459902101201"} | SPRING,
        PERSON | SUMMER | {"人员状态": "死亡"},
        # two rows in one file
        PERSON | {"人编号": "P4", "行政区划代码": "459903101201"} | SPRING,
        PERSON | {"人编号": "P4", "行政区划代码": "459903101201", "姓名": "张乙"} | SPRING,
    ],
}
OTHER_CODES = {name: f"91459901MA5ABC{end}" for name, end in (("E2", "2E5D"), ("E3", "3F5D"), ("E4", "4G5D"))}
E2, E3, E4 = ({**ENTITY, "UNISCID": code} for code in OTHER_CODES.values())
REVOKED = {"REGSTATE": "2"}
# Three pulls, each of everything that the source then held.
THRICE = {
    "hrss.training": [
        [
            TRAINING | {"JSRQ": "2024-03-09", "UPDATED_AT": "2024-04-02 00:00:00"},
            TRAINING | {"PXBH": "T2"},  # in no later pull
            TRAINING | {"PXBH": "T3"},
        ],
        [
            TRAINING | {"JSRQ": "2024-03-05", "UPDATED_AT": "2024-04-01 00:00:00"},
            TRAINING | {"PXBH": "T3"},
        ],
        [
            TRAINING | {"JSRQ": "2024-03-05", "UPDATED_AT": "2024-04-01 00:00:00"},
            TRAINING | {"PXBH": "T3"},
        ],
    ],
    "county_finance.disbursements": [
        [PAYMENT, PAYMENT | {"发放流水号": "F2", "_file": "z.csv"}],
        [
            PAYMENT | {"金额": "200"},
            PAYMENT | {"发放流水号": "F2", "_file": "a.csv", "金额": "200"},
        ],
        [PAYMENT, PAYMENT | {"发放流水号": "F2", "_file": "a.csv", "金额": "200"}],
    ],
    "business_registry.entities": [
        [ENTITY, E2, E3, E4],  # E3 is withdrawn from the second on, E4 is missing in the second
        [ENTITY, E2 | REVOKED],
        [ENTITY | REVOKED, E2, E4],
    ],
}


@pytest.fixture(scope="module")
def landed(specs: dict[str, SourceSpec]) -> Pull:
    return puller(specs)


@pytest.fixture(scope="module")
def once(landed: Pull, specs: dict[str, SourceSpec]) -> Out:
    """What one pull of each table comes to."""
    return conformed(specs, [landed(source, rows) for source, rows in ONCE.items()])


@pytest.fixture(scope="module")
def thrice(landed: Pull, specs: dict[str, SourceSpec]) -> Out:
    """What three full pulls come to."""
    pulls = [
        landed(source, rows, order=order, as_of=ENDS[order])
        for source, held in THRICE.items()
        for order, rows in enumerate(held)
    ]
    return conformed(specs, pulls)


def of(out: Out, source: str, column: str, key: str) -> list[dict[str, Any]]:
    return [row for row in out[source] if row[column] == key]


def test_exact_repeat_counts_once_and_the_first_row_is_kept(once: Out) -> None:
    assert [row["row_number"] for row in of(once, "hrss.training", "row_id", "T1")] == [0]
    expected = {"rows": 7, "used": 4, "repeats": 1, "superseded": 1, "quarantined": 1}
    assert totals(once, "hrss.training") == expected


def test_later_updated_at_wins_whatever_the_order(once: Out) -> None:
    ended = [row["ended_on"] for row in of(once, "hrss.training", "row_id", "T2")]
    assert ended == [DAY(2024, 3, 9)]
    (loser,) = [
        row
        for row in once["quarantine_rows"]
        if row["reason"] == "superseded" and row["source"] == "hrss.training"
    ]
    assert loser["row_ref"].rsplit(":", 1)[1] == "3"


def test_updated_at_outranks_a_later_pull(thrice: Out) -> None:
    ended = [row["ended_on"] for row in of(thrice, "hrss.training", "row_id", "T1")]
    assert ended == [DAY(2024, 3, 9)]


@pytest.mark.parametrize("key", ["F1", "F2"])
def test_without_updated_at_the_later_file_then_the_later_row_wins(once: Out, key: str) -> None:
    paid = of(once, "county_finance.disbursements", "row_id", key)
    assert [str(row["amount"]) for row in paid] == ["200.00"]


def test_later_file_wins_even_where_it_was_read_first(once: Out) -> None:
    paid = of(once, "county_finance.disbursements", "row_id", "F3")
    assert [str(row["amount"]) for row in paid] == ["200.00"]


def test_later_pull_wins_over_a_later_file(thrice: Out) -> None:
    paid = of(thrice, "county_finance.disbursements", "row_id", "F2")
    assert [str(row["amount"]) for row in paid] == ["200.00"]


def test_content_that_comes_back_in_a_later_pull_wins_again(thrice: Out) -> None:
    paid = of(thrice, "county_finance.disbursements", "row_id", "F1")
    assert [str(row["amount"]) for row in paid] == ["100.00"]
    # of each key two rows are alike and one is another
    expected = {"rows": 6, "used": 2, "repeats": 2, "superseded": 2}
    assert totals(thrice, "county_finance.disbursements") == expected


def test_unreadable_newer_row_does_not_silence_the_older_one(once: Out) -> None:
    assert [row["row_number"] for row in of(once, "hrss.training", "row_id", "T3")] == [4]


def test_contribution_key_is_person_unit_kind_and_month(once: Out) -> None:
    found = {(r["kind"], r["state"]) for r in once["social_insurance.contributions"]}
    assert found == {("pension", "refunded"), ("injury", "paid")}
    expected = {"rows": 4, "used": 2, "repeats": 1, "superseded": 1}
    assert totals(once, "social_insurance.contributions") == expected


def test_row_that_a_later_full_pull_lacks_is_withdrawn_and_counted(thrice: Out) -> None:
    assert {row["row_id"] for row in thrice["hrss.training"]} == {"T1", "T3"}
    # T1 came thrice in two contents, T3 thrice in one
    expected = {"rows": 7, "used": 3, "repeats": 3, "superseded": 1, "withdrawn": 1}
    assert totals(thrice, "hrss.training") == expected


def test_large_sources_lie_in_files_and_come_out_alike(
    landed: Pull, thrice: Out, specs: dict[str, SourceSpec], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("etl.conform.given.IN_MEMORY", 0)
    pulls = [
        landed(source, rows, order=order, as_of=ENDS[order])
        for source, held in THRICE.items()
        for order, rows in enumerate(held)
    ]
    again = conformed(specs, pulls)
    assert set(again) == set(thrice)
    for name, rows in thrice.items():
        assert sorted(map(str, again[name])) == sorted(map(str, rows)), name


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


def test_versions_hold_from_their_data_time_to_the_next(thrice: Out) -> None:
    rows = of(thrice, "business_registry.entities", "uscc", ENTITY["UNISCID"])
    rows = sorted(rows, key=lambda row: row["known_from"])
    assert [(r["state"], r["known_from"], r["known_to"], r["is_first"]) for r in rows] == [
        ("active", DAY(2024, 1, 31), DAY(2024, 3, 31), True),
        ("revoked", DAY(2024, 3, 31), None, False),
    ]
    # ENTITY's second row says what the first said; E3 and E4 were withdrawn once each
    expected = {"rows": 9, "used": 8, "repeats": 1, "withdrawn": 2}
    assert totals(thrice, "business_registry.entities") == expected


def test_state_that_returns_is_a_version_of_its_own(thrice: Out) -> None:
    rows = of(thrice, "business_registry.entities", "uscc", E2["UNISCID"])
    states = sorted((row["known_from"], row["state"]) for row in rows)
    assert [state for _, state in states] == ["active", "revoked", "active"]


def test_withdrawn_state_ends_at_the_pull_that_lacks_it(thrice: Out) -> None:
    rows = of(thrice, "business_registry.entities", "uscc", E3["UNISCID"])
    assert [(row["known_from"], row["known_to"]) for row in rows] == [ENDS[:2]]


def test_state_that_comes_back_after_a_gap_starts_anew(thrice: Out) -> None:
    rows = of(thrice, "business_registry.entities", "uscc", E4["UNISCID"])
    held = sorted((row["known_from"], row["known_to"], row["is_first"]) for row in rows)
    assert held == [(ENDS[0], ENDS[1], True), (ENDS[2], None, False)]


def test_lookup_withdraws_only_what_it_asked_for(pull: Pull, run: Run) -> None:
    other = ENTITY | {"UNISCID": "91459901MA5ABC2E5D"}
    both = [ENTITY["UNISCID"], other["UNISCID"]]
    out = run(
        pull("business_registry.entities", [ENTITY, other], order=0, as_of=DAY(2024, 1, 31), asked=both),
        pull("business_registry.entities", [], order=1, as_of=DAY(2024, 2, 29), asked=[ENTITY["UNISCID"]]),
    )
    ends = {row["uscc"]: row["known_to"] for row in out["business_registry.entities"]}
    assert ends == {ENTITY["UNISCID"]: DAY(2024, 2, 29), other["UNISCID"]: None}


def test_open_ends_and_places_that_are_none(pull: Pull, run: Run) -> None:
    """An end at the end of time is no end; elsewhere, and where a month must stand, such a value can't be read."""
    spell = {"DJBH": "R1", "AAC002": PAID["AAC002"], "AAE030": "2024-01-01", "AAE031": "9999-12-31"}
    other = spell | {"DJBH": "R2", "AAE031": "某日"}
    drawing = {"DYBH": "D1", "AAC002": PAID["AAC002"], "AAE041": "202401", "AAE042": "999912"}
    shop = {"CJBH": "W1", "CJMC": "甲", "XZQHDM": "459901", "TCRQ": "9999-12-31"}
    shops = [
        shop,
        shop | {"CJBH": "W2", "XZQHDM": "459901101"},
        shop | {"CJBH": "W3", "XZQHDM": "某县", "TCRQ": ""},
    ]
    out = run(
        pull("hrss.employment", [spell, other]),
        pull("social_insurance.pensions", [drawing]),
        pull("county_finance.disbursements", [PAYMENT | {"补贴截止月": "999912"}]),
        pull("hrss.workshops", [*shops, shop | {"CJBH": "W4", "XZQHDM": "4599", "TCRQ": ""}]),
    )
    assert [row["ended_on"] for row in out["hrss.employment"]] == [None, None]
    assert [row["to_month"] for row in out["social_insurance.pensions"]] == [None]
    assert sorted(row["workshop_id"] for row in out["hrss.workshops"]) == ["W1", "W2"]
    faults = sorted((row["source"], row["column"], row["reason"]) for row in out["quarantine_rows"])
    assert faults == [
        ("county_finance.disbursements", "补贴截止月", "unreadable"),
        ("hrss.employment", "AAE031", "value_unreadable"),
        *[("hrss.workshops", "TCRQ", "value_unreadable")] * 2,
        *[("hrss.workshops", "XZQHDM", "unreadable")] * 2,
    ]
    (told,) = {row["says"] for row in out["quarantine_rows"] if "某县" in row["says"]}
    assert told == "行政区划代码“某县”无法读取，本行不采用"
    assert totals(out, "hrss.workshops") == {"rows": 4, "used": 2, "quarantined": 2}


def test_a_pull_of_some_people_withdraws_of_those_people_only(pull: Pull, run: Run) -> None:
    """Of person 2 nobody asked the second time, of person 4 the old number; person 3 was asked for and is gone."""
    numbers = [ID.format(at) for at in range(1, 4)] + ["459901900307004"]
    drawing = {"DYLX": "2", "AAE041": "202401"}

    def pulls(table: str, base: dict[str, str]) -> tuple[Any, Any]:
        rows = [base | {"AAC002": number, "DYBH": f"D{at}"} for at, number in enumerate(numbers)]
        again = [{**rows[0], "UPDATED_AT": "2024-02-20"}]
        first = pull(table, rows, order=0, as_of=DAY(2024, 1, 31), persons=numbers)
        # Asked with blanks behind and in small letters, as CHAR columns and offices write.
        people = [numbers[0], numbers[2], "45990119900307004X", numbers[3]]
        return first, pull(table, again, order=1, as_of=DAY(2024, 2, 29), persons=people)

    out = run(
        *pulls("social_insurance.contributions", PAID | {"UPDATED_AT": "2024-01-20"}),
        *pulls("social_insurance.pensions", drawing | {"UPDATED_AT": "2024-01-20"}),
    )
    forms = {row["form"]: row["id_text"] for row in out["forms"]}
    left = sorted(forms[row["form"]] for row in out["social_insurance.contributions"])
    assert left == numbers[:2]
    assert totals(out, "social_insurance.contributions")["withdrawn"] == 2
    ends = {
        (forms[row["form"]], row["known_to"]) for row in out["social_insurance.pensions"] if row["is_first"]
    }
    gone = DAY(2024, 2, 29)
    assert ends == {(numbers[0], gone), (numbers[1], None), (numbers[2], gone), (numbers[3], gone)}
    times = [row for row in out["data_times"] if row["source"] == "social_insurance.pensions"]
    assert [(time["complete"], time["asked"]) for time in times] == [(True, None)] * 2, (
        "complete for those asked"
    )


def test_a_pull_of_some_people_says_nothing_against_a_whole_one(pull: Pull, run: Run) -> None:
    out = run(
        pull("hrss.training", [TRAINING], order=0),
        pull("hrss.training", [], order=1, persons=[]),
    )
    assert len(out["hrss.training"]) == 1


def test_register_files_are_versions_by_their_own_data_time(once: Out) -> None:
    rows = [row for row in once["monitoring.people"] if row["person_id"] != "P4"]
    found = sorted((r["person_id"], r["known_from"], str(r["known_to"])) for r in rows)
    assert found == [
        ("P1", DAY(2024, 3, 31), "2024-06-30"),
        ("P1", DAY(2024, 6, 30), "None"),
        ("P2", DAY(2024, 3, 31), "2024-06-30"),
        ("P3", DAY(2024, 3, 31), "None"),
    ]


def test_two_rows_of_one_person_in_one_file_follow_the_usual_rule(once: Out) -> None:
    assert [row["name"] for row in of(once, "monitoring.people", "person_id", "P4")] == ["张乙"]
    expected = {"rows": 6, "used": 5, "superseded": 1, "withdrawn": 1}
    assert totals(once, "monitoring.people") == expected


def test_data_time_of_a_database_is_its_newest_change(once: Out) -> None:
    (time,) = [row for row in once["data_times"] if row["source"] == "hrss.training"]
    assert (time["as_of"], time["rows"], time["complete"]) == (DAY(2024, 5, 30), 7, True)


def test_empty_pull_is_known_and_withdraws_all(pull: Pull, run: Run) -> None:
    out = run(pull("hrss.training", [TRAINING], order=0), pull("hrss.training", [], order=1))
    assert out["hrss.training"] == []
    assert [
        (t["pull_order"], t["rows"]) for t in sorted(out["data_times"], key=lambda t: t["pull_order"])
    ] == [(0, 1), (1, 0)]
