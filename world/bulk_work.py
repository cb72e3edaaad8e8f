"""Work by the hundred thousand: a run of workers, each with one spell at one workshop, and what is written and paid of it.

Not here: who works where (`bulk_county.py`), and who the people are (`bulk_people.py`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from etl.months import add, first_day, index, last_day
from world import native
from world.bulk_people import Ints, People, Strings, joined, padded, pick, same
from world.model import Workshop

if TYPE_CHECKING:
    from world.bulk_county import CountyWriter

BULK_REGION = 459950
STRANGER_REGION = 459970
REGISTERED_SHARE = 0.2
CONTRACT_SHARE, INSURED_SHARE, SPELL_SHARE = 0.7, 0.45, 0.9
KINDS = (("110", "640", "320"), ("210", "20", "20"), ("410", "16", "0"))
"""Kinds of insurance, and what employer and person pay of a base of 4000."""


class Spells:
    """A run of workers, each with one spell at one workshop."""

    def __init__(self, county: CountyWriter, number: Ints, adults: Ints) -> None:
        self.c, self.world, self.number = county, county.world, number
        rng, months = county.rng, len(county.world.months)
        size = len(number)
        registered = number % round(1 / REGISTERED_SHARE) == 0
        slot = number // round(1 / REGISTERED_SHARE)
        registered &= slot < len(adults)
        self.is_registered = registered
        known = county.people(BULK_REGION, adults[np.minimum(slot, len(adults) - 1)])
        strangers = county.people(STRANGER_REGION, number)
        chosen = np.where(registered, np.arange(size), np.arange(size) + size)
        self.people = joined(known, strangers).take(chosen)
        key_of_known = county.person_keys(known.number)
        key_of_stranger = padded(f"X{county.county.code}9", number, 9)
        self.person_key = pc.if_else(pa.array(registered), key_of_known, key_of_stranger)
        self.shop = number // county.world.size.bulk_workers
        self.first = np.where(rng.random(size) < 0.6, 0, rng.integers(0, max(1, months - 7), size))
        self.last = np.where(rng.random(size) < SPELL_SHARE, months - 1, months - 2)
        self.has_contract = rng.random(size) < CONTRACT_SHARE
        self.is_insured = rng.random(size) < INSURED_SHARE
        self.months = [str(month) for month in county.world.months]
        self.last_days = [str(last_day(month)) for month in county.world.months]

    def _shop_texts(self, attribute: str) -> list[str]:
        return [_of_shop(shop, attribute) for shop in self.c.shops]

    def _exploded(self, who: npt.NDArray[np.bool_]) -> tuple[Ints, Ints]:
        """Worker and month for each month of the spells of `who`."""
        where = np.flatnonzero(who)
        lengths = self.last[where] - self.first[where] + 1
        worker = np.repeat(where, lengths)
        offset = np.arange(len(worker)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        return worker, self.first[worker] + offset

    def rosters(self, links: pq.ParquetWriter) -> list[Any]:
        worker, month = self._exploded(np.ones(len(self.number), dtype=bool))
        size, rng = len(worker), self.c.rng
        serial = self.c.counts.get("hrss.rosters", 0) + np.arange(size, dtype=np.int64)
        keys = padded(f"MX{self.c.county.code}9", serial, 9)
        people = self.people.take(worker)
        id_text, name, error = self._spoilt(people, rng)
        is_spoilt = pc.not_equal(error, "")
        spoilt = pa.table([keys, self.person_key.take(pa.array(worker)), error], schema=links.schema)
        links.write_table(spoilt.filter(is_spoilt))
        declared = self.is_registered[worker].astype(np.int64)
        pay = np.round(np.exp(rng.normal(np.log(2300), 0.12, size))).astype(np.int64)
        starts = [str(first_day(m)) for m in self.world.months]
        end = str(last_day(add(self.world.ledger_month, 6)))
        return [
            keys,
            pick(self._shop_texts("id"), self.shop[worker]),
            pick(self.months, month),
            name,
            id_text,
            people.phone,
            pick(["0", "1"], declared),
            same("3", size),
            same("2", size),
            pick(starts, self.first[worker]),
            same(end, size),
            same("22", size),
            pa.array(pay).cast(pa.string()),
            pick([f"{day[:8]}25" for day in self.last_days], month),
            same("20.00", size),
            people.account,
            pick([f"{day} 09:12:00" for day in self.last_days], month),
        ]

    def _spoilt(self, people: People, rng: np.random.Generator) -> tuple[Strings, Strings, Strings]:
        """IDs and names as lists write them, and which damage was done; never so that the person is lost."""
        rates, chance = self.world.rates, rng.random(len(people))
        fifteen = chance < 0.01
        spaced = (chance >= 0.01) & (chance < 0.01 + rates.roster_name_spaced)
        old = pc.binary_join_element_wise(
            pc.utf8_slice_codeunits(people.id_number, 0, 6),
            pc.utf8_slice_codeunits(people.id_number, 8, 17),
            "",
        )
        padded = pc.binary_join_element_wise(
            pc.utf8_slice_codeunits(people.name, 0, 1), pc.utf8_slice_codeunits(people.name, 1), "　"
        )
        error = np.where(fifteen, "id_15", np.where(spaced, "name_spacing", ""))
        id_text = pc.if_else(pa.array(fifteen), old, people.id_number)
        return id_text, pc.if_else(pa.array(spaced), padded, people.name), pa.array(error, pa.string())

    def contracts(self) -> list[Any]:
        where = np.flatnonzero(self.has_contract)
        people, size = self.people.take(where), len(where)
        starts = [str(first_day(month)) for month in self.world.months]
        return [
            padded(f"HT{self.c.county.code}9", self.number[where], 9),
            people.id_number,
            people.name,
            pick(self._shop_texts("uscc"), self.shop[where]),
            same("2", size),
            pick(starts, self.first[where]),
            same(str(last_day(add(self.world.ledger_month, 6))), size),
            same(None, size),
            same(self.world.at(clock="11:00:00"), size),
        ]

    def contributions(self) -> Iterator[list[Any]]:
        worker, month = self._exploded(self.is_insured)
        if self.world.gap_month in self.world.months:
            keep = month != self.world.months.index(self.world.gap_month)
            worker, month = worker[keep], month[keep]
        people, size = self.people.take(worker), len(worker)
        paid = [f"{day[:8]}20" for day in self.last_days]
        for kind, by_employer, by_person in KINDS:
            yield [
                padded("G", self.number[worker], 10),
                people.id_number,
                people.name,
                pick(self._shop_texts("unit_no"), self.shop[worker]),
                pick(self._shop_texts("uscc"), self.shop[worker]),
                pick(self._shop_texts("operator_name"), self.shop[worker]),
                same(kind, size),
                pick(self.months, month),
                same("4000", size),
                same(by_employer, size),
                same(by_person, size),
                same("1", size),
                pick(paid, month),
                pick([f"{day} 02:00:00" for day in self.last_days], month),
            ]

    def payments(self) -> list[Any]:
        """What is due where the area pays for absorbing a person, to each year's end or once."""
        area, months = self.c.county.area, self.world.months
        known = self.is_registered & self.has_contract
        rows: list[tuple[Ints, int, int, str, str]] = []
        if area in ("GX", "QZ"):
            for year in range(months[0] // 100, self.world.ledger_month // 100 + 1):
                last = year * 100 + 12
                if last <= self.world.ledger_month:
                    left = index(last) - index(months[0])
                    in_year = np.minimum(self.last, left) - np.maximum(self.first, left - 11) + 1
                    where = np.flatnonzero(known & (in_year >= 6))
                    rows.append((where, year * 100 + 1, last, "ABSORB_YEARLY", "2000"))
        elif area in ("SX", "GZ"):
            for place, month in enumerate(months):
                where = np.flatnonzero(known & (self.first == place))
                rows.append((where, month, month, "ABSORB_ONCE", "1500" if area == "SX" else "500"))
        made = [self._paid(*row) for row in rows if len(row[0])]
        if not made:
            return [pa.array([], pa.string()) for _ in native.TABLES["BTFF"].split()]
        return [pa.concat_arrays([columns[place] for columns in made]) for place in range(len(made[0]))]

    def _paid(self, where: Ints, first: int, last: int, scheme: str, amount: str) -> list[Any]:
        people, size = self.people.take(where), len(where)
        day = last_day(last)
        return [
            padded(f"BT{self.c.county.code}9{last}", self.number[where], 9),
            same(f"P{self.c.county.code}{last}", size),
            same(scheme, size),
            same("2", size),
            pick(self._shop_texts("id"), self.shop[where]),
            pick(self._shop_texts("uscc"), self.shop[where]),
            people.id_number,
            people.name,
            same(str(first), size),
            same(str(last), size),
            same(amount, size),
            same("EMPLOYMENT", size),
            same("人力资源和社会保障局", size),
            same("3", size),
            same(str(day), size),
            pick(self._shop_texts("account"), self.shop[where]),
            same(None, size),
            same(f"{day} 16:00:00", size),
        ]

    def posts(self) -> list[Any]:
        """Post holders of the register who work nowhere else: one for every eight workers of the chunk."""
        bulk = self.world.size.bulk_people
        wanted = bulk - 1 - self.number[: len(self.number) // 8 + 1]
        number = wanted[wanted > bulk // 2]
        people, size = self.c.people(BULK_REGION, number), len(number)
        return [
            padded(f"GW{self.c.county.code}9", number, 9),
            people.id_number,
            people.name,
            same("保洁员", size),
            same(self.c.county.code, size),
            same(str(first_day(add(self.world.first_month, -12))), size),
            same(None, size),
            same("COUNTY", size),
            same("500.00", size),
            same(self.world.at(), size),
        ]


def _of_shop(shop: Workshop, attribute: str) -> str:
    return {
        "id": shop.workshop_id,
        "uscc": shop.operator.uscc,
        "unit_no": shop.operator.unit_no,
        "operator_name": shop.operator.name,
        "account": shop.account,
    }[attribute]
