"""Who there is in the stand-in world: people, firms, workshops, with everything drawn from one seeded generator.

Not here: what happens to them (`story.py`), and which stories are told (`cases/`).
"""

from __future__ import annotations

import datetime as dt
import random
from typing import Any

from etl.months import add, first_day, last_day, span
from world import names, numbers
from world.expect import Expectations
from world.model import Cells, Operator, Person, Workshop
from world.places import County
from world.settings import Rates, Size


class Population(Expectations):
    """Who there is: people, firms and workshops, each new, and the keys, days and draws that all telling rests on."""

    def __init__(self, *, seed: int, size: Size, rates: Rates, months: int, ledger_month: int) -> None:
        super().__init__(ledger_month)
        self.rng = random.Random(f"world {seed}")
        self.seed, self.size, self.rates = seed, size, rates
        self.first_month = add(ledger_month, 1 - months)
        self.months = span(self.first_month, ledger_month)
        self.data_day = last_day(ledger_month)
        self.gap_month = add(ledger_month, -4) if rates.gap_month and months > 6 else None
        self.people: list[Person] = []
        self.operators: list[Operator] = []
        self.officers: list[Cells] = []
        self.workshops: list[Workshop] = []
        self._used_names: set[tuple[str, str]] = set()
        self._used_ids: set[str] = set()
        self._counts: dict[str, int] = {}

    # -- keys and moments -------------------------------------------------------------------------------

    def next_key(self, prefix: str) -> str:
        number = self._counts[prefix] = self._counts.get(prefix, 0) + 1
        scattered = number * 7_368_787 % 100_000_000
        return f"{prefix}{scattered:08d}"

    def month(self, offset: int) -> int:
        """The month `offset` months from the ledger month."""
        return add(self.ledger_month, offset)

    def at(self, day: dt.date | None = None, clock: str = "10:00:00") -> str:
        return f"{day or self.data_day} {clock}"

    # -- people and firms -------------------------------------------------------------------------------

    def person(
        self, county: County, group: str = "poverty", *, in_register: bool = True, **facts: Any
    ) -> Person:
        """A new person; group: poverty, monitored, cleared, relocated, both, none. `facts` override anything."""
        rng = self.rng
        sex = str(facts.pop("sex", rng.choice("男女")))
        ethnic = rng.choice(names.ETHNIC[county.style])
        born_on = facts.pop("born_on", None) or dt.date(
            rng.randint(1972, 1999), rng.randint(1, 12), rng.randint(1, 28)
        )
        name = facts.pop("name", None) or self.fresh_name(county, sex, ethnic)
        self._used_names.add((county.code, name))
        township_no = rng.randrange(len(county.townships))
        village_no = 200 + rng.randrange(15)
        township_code = f"{county.code}{101 + township_no:03d}"
        key = self.next_key(f"R{county.code}") if in_register else self.next_key("X")
        person = Person(
            key=key,
            county=county,
            in_register=in_register,
            name=name,
            sex=sex,
            born_on=born_on,
            id_number=facts.pop("id_number", None) or self.fresh_id(county, born_on, sex),
            ethnic=ethnic,
            township=county.townships[township_no],
            township_code=township_code,
            village=f"{county.townships[township_no][:2]}{'东南西北中上下新'[village_no % 8]}村",
            village_code=f"{township_code}{village_no}",
            household_id=self.next_key(county.code),
            phone=numbers.phone(rng),
            pay_account=numbers.bank_account(rng),
            card_account=numbers.bank_account(rng),
        )
        self._set_group(person, group)
        for fact, value in facts.items():
            if not hasattr(person, fact):
                raise ValueError(f"a person has no {fact}")
            setattr(person, fact, value)
        self.people.append(person)
        return person

    def _set_group(self, person: Person, group: str) -> None:
        rng = self.rng
        person.household_kind = "脱贫户" if group in ("poverty", "both") else "一般农户"
        if group in ("poverty", "both"):
            person.exit_year = rng.randint(2014, 2020)
        if group in ("monitored", "both", "cleared"):
            kinds = ("脱贫不稳定户",) if group == "both" else ("边缘易致贫户", "突发严重困难户")
            person.monitored_kind = rng.choice(kinds)
            person.monitored_from = dt.date(rng.randint(2019, 2021), rng.randint(1, 12), rng.randint(1, 28))
            person.is_cleared = False
        if group == "cleared":
            person.is_cleared = True
            person.cleared_on = last_day(add(self.first_month, -2))
        if group == "relocated":
            person.is_relocated = True

    def fresh_name(self, county: County, sex: str, ethnic: str = "") -> str:
        """A name nobody else in the county bears."""
        while True:
            name = names.person_name(county.style, sex, self.rng, ethnic)
            if (county.code, name) not in self._used_names:
                self._used_names.add((county.code, name))
                return name

    def fresh_id(self, county: County, born_on: dt.date, sex: str) -> str:
        while True:
            sequence = self.rng.randrange(10, 990) // 2 * 2 + (1 if sex == "男" else 0)
            made = numbers.id_number(county.ids, born_on, sequence)
            if made[:15] not in self._used_ids:
                self._used_ids.add(made[:15])
                return made

    def operator(self, county: County, kind: str = "91", **facts: Any) -> Operator:
        """A new market entity with its legal representative in the registry."""
        rng = self.rng
        legal = facts.pop("legal", None) or self.person(county, "none", in_register=False)
        uscc = numbers.credit_code(kind, county.code, rng)
        operator = Operator(
            uscc=uscc,
            kind={"91": "1100", "92": "9500", "93": "9100"}[kind],
            name=names.firm_name(county.name, kind, rng),
            county=county,
            legal=legal,
            address=self.address(county),
            phone=numbers.phone(rng),
            unit_no=f"U{uscc[8:17]}",
            founded_on=dt.date(rng.randint(2015, 2021), rng.randint(1, 12), rng.randint(1, 28)),
            capital=rng.randrange(10, 300),
        )
        for fact, value in facts.items():
            setattr(operator, fact, value)
        self.operators.append(operator)
        if operator.kind != "9500":
            self.officer(operator, legal, "legal_rep")
        return operator

    def officer(self, operator: Operator, person: Person, position: str, share: str | None = None) -> None:
        self.officers.append(
            {
                "UNISCID": operator.uscc,
                "NAME": person.name,
                "CERNO": person.id_number,
                "POSITION": position,
                "SHARE": share,
                "UPDATED_AT": self.at(clock="08:00:00"),
            }
        )

    def address(self, county: County) -> str:
        return f"{county.name}{self.rng.choice(county.townships)}{self.rng.randrange(1, 300)}号"

    def workshop(self, county: County, *, story: str = "background", **facts: Any) -> Workshop:
        """A recognised workshop with an operator of its own unless one is given."""
        rng = self.rng
        operator = facts.pop("operator", None) or self.operator(county)
        recognised_on = facts.pop("recognised_on", first_day(add(self.first_month, -4)))
        number = self._counts[f"CJ{county.code}"] = self._counts.get(f"CJ{county.code}", 0) + 1
        manager = facts.pop("manager", operator.legal)
        core = operator.name.removeprefix(county.name).removesuffix("有限公司")
        workshop = Workshop(
            workshop_id=f"{county.code}CJ{number * 37 % 10_000:04d}",
            county=county,
            name=f"{county.name}{core}就业帮扶车间",
            operator=operator,
            area_code=county.code if rng.random() < 0.4 else f"{county.code}{101 + rng.randrange(4):03d}",
            address=operator.address,
            manager_name=manager.name,
            manager_id=manager.id_number,
            phone=operator.phone,
            account=numbers.bank_account(rng),
            product=rng.choice(names.PRODUCTS),
            opened_on=first_day(add(self.first_month, -16)),
            recognised_on=recognised_on,
            state_on=recognised_on,
            floor_area=rng.randrange(150, 1200),
            certificate=f"{county.code}-{number:04d}",
            story=story,
        )
        for fact, value in facts.items():
            if not hasattr(workshop, fact):
                raise ValueError(f"a workshop has no {fact}")
            setattr(workshop, fact, value)
        self.workshops.append(workshop)
        return workshop
