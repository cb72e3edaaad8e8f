"""The small language in which the stand-in world is told: hire, contract, insure, register, post, train, pay.

Belongs here: planting facts (each method adds true things and the rows that tell of them) and stating what a
run must make of them. Does not belong here: which stories are told (cases/), files and databases (export.py, register_files.py).
Who there is: population.py. Everything drawn comes from one seeded generator, so that the same arguments tell the same world.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterable, Sequence
from decimal import Decimal

from etl.months import add, first_day, index, last_day, span
from world import numbers
from world.model import Cells, Claim, Operator, Person, RosterRow, Workshop
from world.places import County
from world.population import Population
from world.settings import Rates, Size

UNIT_RATE = {"110": Decimal("0.16"), "210": Decimal("0.005"), "410": Decimal("0.004"), "120": Decimal(0)}
PERSON_RATE = {"110": Decimal("0.08"), "210": Decimal("0.005"), "410": Decimal(0), "120": Decimal("0.2")}


class World(Population):
    """All facts, and all that is expected of them, while the world is being told."""

    def __init__(self, *, seed: int, size: Size, rates: Rates, months: int, ledger_month: int) -> None:
        super().__init__(seed=seed, size=size, rates=rates, months=months, ledger_month=ledger_month)
        self.rosters: list[RosterRow] = []
        self.claims: list[Claim] = []
        self.tables: dict[str, list[Cells]] = {
            name: [] for name in ("JYDJ", "LDHT", "GYXGW", "PXSMZ", "AC43", "AC60")
        }
        self.evidence: dict[tuple[str, str], list[tuple[str, int, int]]] = {}

    # -- work and its evidence --------------------------------------------------------------------------

    def pay(self, rng: random.Random | None = None) -> Decimal:
        return Decimal((rng or self.rng).randrange(1900, 2900))

    def work(
        self,
        workshop: Workshop,
        person: Person,
        first: int,
        last: int,
        *,
        evidence: str = "k",
        declared: str | None = None,
        pay: Decimal | Sequence[Decimal] | None = None,
        premium: str = "20.00",
        post: str = "3",
        contract_kind: str = "2",
        link: str | None = None,
        damage: str = "",
        **written: str,
    ) -> list[RosterRow]:
        """The person stands on the workshop's list in every month.

        evidence: letters of k (filed contract), c (contributions), r (registration); `written` (name, id_text,
        phone, account): what the list says where that differs.
        """
        rows = []
        for place, month in enumerate(span(max(first, self.first_month), last)):
            amount = pay[place] if isinstance(pay, Sequence) else pay if pay is not None else self.pay()
            row = RosterRow(
                key=self.next_key("MX"),
                workshop=workshop,
                person=person,
                month=month,
                name=written.get("name", person.name),
                id_text=written.get("id_text", person.id_number),
                phone=written.get("phone", person.phone),
                declared=self.declared(person, month) if declared is None else declared,
                post=post,
                contract_kind=contract_kind,
                contract_from=first_day(first),
                contract_to=last_day(add(last, 6)),
                pay=amount,
                premium=Decimal(premium),
                account=written.get("account", person.pay_account),
                link=link if link is not None else ("same" if person.in_register else "none"),
                damage=damage,
                updated=self.at(last_day(month), "09:12:00"),
            )
            rows.append(row)
        self.rosters.extend(rows)
        if "k" in evidence and rows:
            self.contract(
                workshop.operator, person, first_day(first), last_day(add(last, 6)), kind=contract_kind
            )
        if "c" in evidence:
            self.insure(workshop.operator, person, [row.month for row in rows])
        if "r" in evidence:
            self.register(workshop.operator, person, first_day(first))
        return rows

    def declared(self, person: Person, month: int) -> str:
        groups = person.groups(month)
        for group, code in (("poverty", "1"), ("monitored", "2"), ("relocated", "3")):
            if group in groups:
                return code
        return "0"

    def _note(self, person: Person, operator: Operator, letter: str, first: int, last: int) -> None:
        self.evidence.setdefault((person.key, operator.uscc), []).append((letter, first, last))

    def contract(
        self,
        operator: Operator,
        person: Person,
        start: dt.date,
        end: dt.date | None,
        *,
        kind: str = "2",
        ended_early: dt.date | None = None,
    ) -> str:
        key = self.next_key("HT")
        style = self.rng.choice(("{0:%Y-%m-%d}", "{0.year}/{0.month}/{0.day}", "{0:%Y%m%d}"))
        self.tables["LDHT"].append(
            {
                "HTBH": key,
                "AAC002": person.id_number,
                "AAC003": person.name,
                "AAB998": operator.uscc,
                "HTLX": kind,
                "AAE030": style.format(start),
                "AAE031": style.format(end) if end else None,
                "JCRQ": style.format(ended_early) if ended_early else None,
                "UPDATED_AT": self.at(clock="11:00:00"),
            }
        )
        until = ended_early or end or dt.date(2099, 12, 31)
        self._note(person, operator, "k", start.year * 100 + start.month, until.year * 100 + until.month)
        return key

    def register(self, operator: Operator, person: Person, start: dt.date, end: dt.date | None = None) -> str:
        key = self.next_key("DJ")
        self.tables["JYDJ"].append(
            {
                "DJBH": key,
                "AAC002": person.id_number,
                "AAC003": person.name,
                "AAB998": operator.uscc,
                "AAB004": operator.name,
                "AAE030": str(start),
                "AAE031": str(end) if end else None,
                "UPDATED_AT": self.at(clock="08:30:00"),
            }
        )
        until = end or dt.date(2099, 12, 31)
        self._note(person, operator, "r", start.year * 100 + start.month, until.year * 100 + until.month)
        return key

    def insure(
        self,
        operator: Operator | None,
        person: Person,
        months: Iterable[int],
        *,
        kinds: Sequence[str] = ("110", "410"),
        state: str = "1",
        base: int = 4000,
        received_on: dt.date | None = None,
        then_state: str | None = None,
    ) -> None:
        """Contributions month by month; `then_state` adds a later correction of the same key."""
        employee = set(kinds) & {"110", "210", "310", "410", "510"}
        for month in months:
            if month == self.gap_month:
                continue
            day = received_on or first_day(month).replace(day=20)
            for kind in kinds:
                row = {
                    "AAC001": f"G{person.key[-8:]}",
                    "AAC002": person.id_number,
                    "AAC003": person.name,
                    "AAB001": operator.unit_no if operator else f"U9{person.county.code}00",
                    "AAB998": operator.uscc if operator else None,
                    "AAB004": operator.name if operator else None,
                    "AAE140": kind,
                    "AAE003": str(month),
                    "AAE180": Decimal(base),
                    "DWJE": _fen(base * UNIT_RATE.get(kind, Decimal(0))),
                    "GRJE": _fen(base * PERSON_RATE.get(kind, Decimal("0.1"))),
                    "AAE111": state,
                    "DZRQ": str(day) if state != "0" else None,
                    "UPDATED_AT": self.at(day + dt.timedelta(days=1), "02:00:00"),
                }
                if month == self.ledger_month and then_state is None:
                    row["UPDATED_AT"] = self.at(clock="02:00:00")
                self.tables["AC43"].append(row)
                if then_state is not None:
                    is_newest = month == self.ledger_month
                    later = self.at(None if is_newest else day + dt.timedelta(days=9), "03:00:00")
                    self.tables["AC43"].append(row | {"AAE111": then_state, "UPDATED_AT": later})
            final = then_state or state
            in_time = index(day.year * 100 + day.month) <= index(month) + 3
            if operator and employee and final == "1":
                self._note(person, operator, "c" if in_time else "l", month, month)

    def post(
        self,
        person: Person,
        start: dt.date,
        end: dt.date | None,
        *,
        fund: str = "EMPLOYMENT",
        name: str = "保洁员",
    ) -> str:
        key = self.next_key("GW")
        self.tables["GYXGW"].append(
            {
                "GWBH": key,
                "AAC002": person.id_number,
                "AAC003": person.name,
                "GWMC": name,
                "AAB301": person.county.code,
                "AAE030": str(start),
                "AAE031": str(end) if end else None,
                "ZJLY": fund,
                "YBT": "500.00",
                "UPDATED_AT": self.at(),
            }
        )
        return key

    def train(self, workshop: Workshop | None, person: Person, start: dt.date, days: int) -> str:
        key = self.next_key("PX")
        self.tables["PXSMZ"].append(
            {
                "PXBH": key,
                "BCBH": f"BC{key[2:]}",
                "CJBH": workshop.workshop_id if workshop else None,
                "AAC002": person.id_number,
                "AAC003": person.name,
                "KSRQ": str(start),
                "JSRQ": str(start + dt.timedelta(days=days - 1)),
                "PXTS": str(days),
                "UPDATED_AT": self.at(clock="12:00:00"),
            }
        )
        return key

    def pension(self, person: Person, kind: str, first: int, last: int | None = None) -> str:
        key = self.next_key("DY")
        self.tables["AC60"].append(
            {
                "DYBH": key,
                "AAC002": person.id_number,
                "AAC003": person.name,
                "DYLX": kind,
                "AAE041": str(first),
                "AAE042": str(last) if last else None,
                "UPDATED_AT": self.at(clock="00:00:00"),
            }
        )
        return key

    def claim(
        self,
        scheme: str,
        amount: str,
        first: int,
        last: int,
        *,
        county: County,
        workshop: Workshop | None = None,
        person: Person | None = None,
        to: str = "",
        via: str = "hrss",
        fund: str = "EMPLOYMENT",
        state: str = "3",
        paid_on: dt.date | None = None,
        account: str = "",
        project: str = "",
        uscc: str = "",
    ) -> Claim:
        """One amount; `to`: person, workshop or agency (left out: the workshop where one is given)."""
        kind = to or ("workshop" if workshop else "person")
        day = paid_on or min(last_day(last), self.data_day)
        payee = workshop.account if workshop and kind == "workshop" else person.card_account if person else ""
        claim = Claim(
            key=self.next_key("BT" if via == "hrss" else "FL"),
            via=via,
            scheme=scheme,
            kind=kind,
            county=county,
            workshop=workshop,
            uscc=uscc or (workshop.operator.uscc if workshop else ""),
            person=person,
            from_month=first,
            to_month=last,
            amount=Decimal(amount),
            fund=fund,
            state=state,
            paid_on=day if state in ("3", "4") else None,
            account=account or payee or numbers.bank_account(self.rng),
            project=project,
            batch=f"{'P' if via == 'hrss' else 'F'}{county.code}{day:%Y%m}",
            updated=self.at(day, "16:00:00"),
        )
        self.claims.append(claim)
        return claim


def _fen(amount: Decimal) -> Decimal:
    return amount.quantize(Decimal("0.01"))
