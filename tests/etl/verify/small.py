"""A small county typed in the test: one workshop, plain workers, every source complete and in time unless said otherwise.

A person is a number; the way of writing a person has the same number. Rows say only what matters.
"""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from functools import cache
from typing import Any

import pyarrow as pa

from etl.config import Config
from etl.engine.tables import made_with, short
from etl.model.contracts import canonical, load_contracts
from etl.policy.areas_of_rules import reading_tables
from etl.policy.in_force import open_library
from tests.rooms import Row, room, rows_of

COUNTY, MONTH = "459901", 202312
END = dt.date(2023, 12, 31)
SHOP, UNIT, OTHER_UNIT = "W1", "91459901A000000001", "91459901B000000002"
PULL = "aaaaaaaaaaaa"
OUTPUTS = (
    "coverage",
    "status",
    "benefits",
    "contradictions",
    "contradiction_evidence",
    "roster_verdicts",
    "worker_months",
    "timeline",
)
FURTHER = (
    "resettlement",
    "civil_affairs",
    "unemployment",
    "labour_inspection",
    "outwork",
    "industry_lists",
    "loans",
    "vacancies",
    "assets",
)
"""Systems that a small world has only where a test says that they came."""
VERSIONED = {"known_from": END, "is_first": True}


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


class Small:
    """Rows by source; `asked` gives what the room makes of them."""

    def __init__(self, month: int = MONTH) -> None:
        self.month = month
        self.rows: dict[str, list[dict[str, Any]]] = {source: [] for source in load_contracts("canonical")}
        self.forms: dict[int, dict[str, Any]] = {}
        self.persons: dict[int, dict[str, Any]] = {}
        self.links: dict[int, dict[str, Any]] = {}
        self.employers: dict[str, dict[str, Any]] = {}
        self.facts: list[dict[str, Any]] = []
        """What people recorded, as the room link has placed it."""
        self.ruled: list[dict[str, Any]] = []
        """What people decided on single rows."""
        self.entries: list[dict[str, Any]] = []
        """Entries of other registers with the number by which the united register knows their person."""
        self.times: dict[str, dict[str, Any]] = {
            source: {"as_of": END, "complete": True}
            for source in load_contracts("canonical")
            if source.partition(".")[0] not in FURTHER
        }
        self.sent: dict[str, list[str]] = {}
        """Counties that exported a source by themselves; the others didn't."""
        self.exports: list[dict[str, Any]] = []
        """More data times than those of `times`."""
        self.shop(SHOP)
        self.add(
            "business_registry.entities",
            uscc=UNIT,
            entity_name="甲县甲木服饰有限公司",
            state="active",
            county=COUNTY,
        )
        self.add(
            "business_registry.officers",
            uscc=UNIT,
            position="shareholder",
            form=self.stranger(900),
            county=COUNTY,
        )

    def add(self, source: str, **row: Any) -> str:
        """A row with its reference; versions are known from the year's end unless the row says otherwise."""
        names = canonical(source).names
        number = len(self.rows[source])
        plain = {"pull_id": PULL, "row_number": number}
        if "row_id" in names:
            plain["row_id"] = f"{source}-{number}"
        if "known_from" in names:
            plain |= VERSIONED
        if "uscc" in row and "employer" in names:
            row.setdefault("employer", self.employer(row["uscc"], row.get("employer_name")))
        self.rows[source].append({**plain, **row})
        return f"{source}:{PULL}:{number}"

    def came(self, *sources: str, **known: Any) -> "Small":
        """Sources of further systems that came in time and whole, unless said otherwise."""
        for source in sources:
            self.times[source] = {"as_of": END, "complete": True, **known}
        return self

    def employer(self, uscc: str | None, name: str | None = None, unit_no: str | None = None) -> int:
        key = f"{uscc}|{name}|{unit_no}"
        made = {"employer": len(self.employers) + 1, "uscc": uscc, "employer_name": name, "unit_no": unit_no}
        return int(self.employers.setdefault(key, made)["employer"])

    def shop(self, workshop_id: str, uscc: str | None = UNIT, county: str = COUNTY, **more: Any) -> None:
        row = {
            "workshop_name": f"{workshop_id}就业帮扶车间",
            "area_code": county,
            "kind": "factory",
            "state": "active",
        }
        self.add(
            "hrss.workshops", **{**row, "workshop_id": workshop_id, "uscc": uscc, "county": county, **more}
        )

    def person(self, number: int, outcome: str = "same", **register: Any) -> int:
        """A register person who left poverty in 2020; the form of the same number names the person with `outcome`."""
        name = f"甲{number}"
        self.persons[number] = {
            "person": number,
            "person_key": f"k{number}",
            "register_person_id": f"R{number}",
            "name": name,
        }
        self.persons[number] |= {"county": COUNTY, "household_id": f"H{number}"}
        plain = {
            "person_id": f"R{number}",
            "household_id": f"H{number}",
            "name": name,
            "village_code": COUNTY + "001001",
            "county": COUNTY,
            "household_kind": "脱贫户",
            "exit_year": 2020,
            "relocated": False,
            "born_on": day("1985-05-05"),
            "schooling": "非在校生",
            "person_state": "正常",
        }
        self.add("monitoring.people", **{**plain, **register})
        return self.form(number, number, outcome, f"R{number}")

    def stranger(self, number: int, *, has_number: bool = True) -> int:
        """Nobody of the register; with a valid number a person of its own."""
        if has_number:
            self.persons[number] = {
                "person": number,
                "person_key": f"k{number}",
                "name": f"乙{number}",
                "county": "",
            }
        return self.form(
            number, number if has_number else None, "none", None, f"N{number}" if has_number else None
        )

    def form(
        self, form: int, person: int | None, outcome: str, register: str | None, number: str | None = "N"
    ) -> int:
        self.forms[form] = {"form": form, "source_kinds": "rosters", "account": None, "name": f"甲{form}"}
        self.links[form] = {
            "form": form,
            "person": person,
            "register_person_id": register,
            "outcome": outcome,
            "tier": "id",
            "id_normal": number,
            "name_normal": f"甲{form}",
        }
        return form

    def roster(self, form: int, *months: int, workshop: str = SHOP, **more: Any) -> None:
        plain: dict[str, Any] = {
            "declared_group": "poverty_exit",
            "post": "production",
            "contract_kind": "service_agreement",
        }
        plain |= {"pay": Decimal("2000.00"), "accident_premium": Decimal("15.00"), "county": COUNTY}
        for month in months or (self.month,):
            self.add(
                "hrss.rosters", **{**plain, "form": form, "workshop_id": workshop, "month": month, **more}
            )

    def contract(self, form: int, uscc: str | None = UNIT, **more: Any) -> None:
        plain = {"contract_kind": "service_agreement", "contract_from": day("2022-01-01"), "county": COUNTY}
        self.add("hrss.contracts", **{**plain, "form": form, "uscc": uscc, **more})

    def pays(
        self,
        form: int,
        *months: int,
        uscc: str | None = UNIT,
        name: str | None = None,
        unit_no: str = "U",
        **more: Any,
    ) -> None:
        """Contributions that arrive in the month after their own."""
        for month in months or (self.month,):
            received = dt.date(month // 100 + month % 100 // 12, month % 100 % 12 + 1, 5)
            row = {"kind": "pension", "state": "paid", "received_on": received, "month": month}
            employer = self.employer(uscc, name, unit_no)
            self.add("social_insurance.contributions", **{**row, "form": form, "employer": employer, **more})

    def claim(self, form: int | None, scheme: str, first: int, last: int, **more: Any) -> str:
        plain = {"beneficiary_kind": "workshop", "amount": Decimal("300.00"), "state": "paid", "paid_on": END}
        row = {
            **plain,
            "form": form,
            "scheme": scheme,
            "from_month": first,
            "to_month": last,
            "county": COUNTY,
            **more,
        }
        return self.add("hrss.subsidies", **row)

    def plain_traffic(self, *months: int) -> "Small":
        """Contributions of a bystander in every month, so that the source is full for all of them."""
        someone = self.stranger(990)
        self.pays(someone, *(months or (202309, 202310, 202311, 202312)), uscc=OTHER_UNIT)
        self.add("hrss.public_posts", form=someone, started_on=day("2022-01-01"), county=COUNTY)
        return self

    def given(
        self, leaving_amounts: Sequence[tuple[str, int, str]] = ()
    ) -> dict[str, Sequence[Row] | pa.Table]:
        """What the rooms before hand over, the policy and people's decisions, by name."""
        times = [
            {"source": source, "pull_id": PULL, "pull_order": 1, "rows": 1, **known, **county}
            for source, known in self.times.items()
            for county in ([{"county": one} for one in self.sent[source]] if source in self.sent else [{}])
        ]
        times += [{"pull_id": "bbbbbbbbbbbb", "pull_order": 0, "rows": 1, **more} for more in self.exports]
        origin = [
            {
                "source": source,
                "row_ref": f"{source}:{PULL}:{row['row_number']}",
                "pull_id": PULL,
                "row_number": row["row_number"],
                "native_key": row.get("row_id"),
            }
            for source, rows in self.rows.items()
            for row in rows
        ]
        amounts = [
            {"area": area, "first_month": first, "amount": Decimal(amount)}
            for area, first, amount in leaving_amounts
        ]
        return {
            **_readings(),
            "policy.leaving_amounts": amounts,
            "link.facts": self.facts,
            **{
                f"conform.{canonical(source).short}": rows
                for source, rows in self.rows.items()
                if source in self.times
            },
            "conform.forms": list(self.forms.values()),
            "conform.employers": list(self.employers.values()),
            "conform.data_times": times,
            "conform.row_origin": origin,
            "link.link_forms": list(self.links.values()),
            "link.persons": list(self.persons.values()),
            "link.row_decisions": self.ruled,
            "link.register_ids": self.entries,
        }

    def asked(self, *names: str, leaving_amounts: Sequence[tuple[str, int, str]] = ()) -> "Told":
        """Some tables of the room, by their short names."""
        config = Config.model_construct(areas=(COUNTY,))
        with room("verify", self.given(leaving_amounts), names, config, self.month) as warehouse:
            made = {short(name): name for name in made_with("verify") if short(name) in names}
            return Told({name: rows_of(warehouse, made[name]) for name in names})

    def verified(self, leaving_amounts: Sequence[tuple[str, int, str]] = ()) -> "Told":
        """All tables that later rooms read."""
        return self.asked(*OUTPUTS, leaving_amounts=leaving_amounts)


@cache
def _readings() -> dict[str, pa.Table]:
    """How the shipped policy reads, the same for every story."""
    return dict(reading_tables(open_library()))


class Told:
    """What the verification said, by the questions that tests ask."""

    def __init__(self, tables: dict[str, list[dict[str, Any]]]) -> None:
        self.tables = tables

    def rows(self, table: str, **same: Any) -> list[dict[str, Any]]:
        return [row for row in self.tables[table] if all(row[name] == value for name, value in same.items())]

    def roster(self, form: int, month: int = MONTH, **same: Any) -> dict[str, Any]:
        (row,) = self.rows("roster_verdicts", form=form, month=month, **same)
        return row

    def verdict(self, form: int, month: int = MONTH, **same: Any) -> str:
        return str(self.roster(form, month, **same)["verdict"])

    def found(self, code: str, person: int | None, **same: Any) -> list[tuple[int, str]]:
        """(month, level) of every contradiction of this code about the person."""
        rows = self.rows("contradictions", code=code, person=person, **same)
        return sorted((row["month"], row["level"]) for row in rows)

    def status(self, person: int, month: int = MONTH) -> dict[str, Any]:
        (row,) = self.rows("status", person=person, month=month)
        return row

    def coverage(self, source: str, month: int = MONTH, county: str = COUNTY) -> str:
        (row,) = self.rows("coverage", source=source, month=month, county=county)
        return str(row["state"])
