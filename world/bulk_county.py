"""One county's ordinary life by the hundred thousand: its register and, workshop by workshop, the work and its payments.

Not here: who the people are (`bulk_people.py`), and the files of the told cases beside it (`bulk.py`).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from world import export, names, native, register_files
from world.bulk_insured import PEOPLE_AT_ONCE, elsewhere
from world.bulk_people import (
    DAY_NUMBER,
    DAY_TEXT,
    DAYS,
    FIRST_WORKING,
    LAST_WORKING,
    Ints,
    People,
    Strings,
    accounts,
    id_numbers,
    padded,
    pick,
    same,
)
from world.bulk_work import BULK_REGION, REGISTERED_SHARE, STRANGER_REGION, Spells
from world.places import County
from world.story import World

CHUNK = 100_000


class CountyWriter:
    """One county's bulk: its people are numbered, so that chunks can be made again instead of kept."""

    def __init__(self, world: World, county: County, place: int, folder: Path) -> None:
        self.world, self.county, self.place, self.folder = world, county, place, folder
        self.rng = np.random.Generator(np.random.PCG64([world.seed, int(county.code)]))
        self.shops = [shop for shop in world.workshops if shop.county is county and shop.story == "bulk"]
        surnames, weights = names.SURNAMES[county.style]
        shares = np.array([int(weight) for weight in weights], dtype=np.float64)
        self.surnames, self.cumulated = list(surnames), np.cumsum(shares / shares.sum())
        self.men = [one + two for one in names.MEN for two in names.MEN] + list(names.SINGLE_MEN) * 20
        self.women = [one + two for one in names.WOMEN for two in names.WOMEN] + list(names.SINGLE_WOMEN) * 20
        self.counts: dict[str, int] = {}

    def people(self, region: int, number: Ints) -> People:
        """The people of these numbers: the same ones whenever asked."""
        mixed = (number * 2_654_435_761 + region) % 4_294_967_291
        is_man = mixed % 2 == 0
        working = LAST_WORKING - FIRST_WORKING
        day = (
            FIRST_WORKING + number * 7919 % working
            if region >= STRANGER_REGION
            else number * 7919 % len(DAYS)
        )
        per_day = working if region >= STRANGER_REGION else len(DAYS)
        sequence = 10 + number // per_day * 2 + is_man
        surname = np.searchsorted(self.cumulated, (mixed // 7 % 10_007) / 10_007)
        men, women = pa.array(self.men), pa.array(self.women)
        given = pc.if_else(
            pa.array(is_man),
            pick(men, mixed // 11 % len(men)),
            pick(women, mixed // 13 % len(women)),
        )
        return People(
            number,
            is_man,
            day,
            id_numbers(region + self.place, day, sequence),
            pc.binary_join_element_wise(pick(self.surnames, surname), given, ""),
            padded("154", self._scattered(region, number), 8),
            accounts(self._scattered(region, number)),
        )

    def _scattered(self, region: int, number: Ints) -> Ints:
        """Eight digits that nobody else of the bulk has: an odd factor only shuffles what is below 10**8."""
        serial = (number * 2 + (region == STRANGER_REGION)) * 10 + self.place
        return serial * 61_803_399 % 10**8

    # -- the register -----------------------------------------------------------------------------------

    def register(self, folder: Path) -> int:
        schema = pa.schema([(name, pa.string()) for name in register_files.REGISTER])
        total = self.world.size.bulk_people
        path = folder / f"{self.county.name}_监测对象信息_大表_{self.world.data_day:%Y%m%d}.parquet"
        with pq.ParquetWriter(path, schema) as writer:
            for start in range(0, total, CHUNK):
                number = np.arange(start, min(start + CHUNK, total), dtype=np.int64)
                writer.write_table(
                    pa.table(self._register_columns(self.people(BULK_REGION, number)), schema=schema)
                )
        return total

    def _register_columns(self, people: People) -> list[Any]:
        county, number, size = self.county, people.number, len(people)
        household = number // 4
        township = household % len(county.townships)
        is_watched = household % 14 == 3
        is_ordinary = is_watched & (household % 3 == 0)
        codes = [f"{county.code}{101 + place:03d}" for place in range(len(county.townships))]
        kinds = pa.array(["边缘易致贫户", "突发严重困难户"])
        empty = same("", size)
        age = int(self.world.ledger_month // 100) - DAY_NUMBER[people.day] // 10_000
        return [
            same(county.province, size),
            same(county.city, size),
            same(county.name, size),
            pick(list(county.townships), township),
            pc.binary_join_element_wise(pick(list(county.townships), township), "村", ""),
            pc.binary_join_element_wise(pick(codes, township), padded("2", household % 60, 2), ""),
            padded(county.code, household + 9 * 10**9, 10),
            self.person_keys(number),
            people.name,
            empty,
            same("居民身份证", size),
            people.id_number,
            pick(["女", "男"], people.is_man.astype(np.int64)),
            pick(DAY_TEXT, people.day),
            same(names.ETHNIC[county.style][0], size),
            pick(["户主", "配偶", "之子", "之女"], number % 4),
            pick(["脱贫户", "一般农户"], is_ordinary.astype(np.int64)),
            pc.if_else(pa.array(is_ordinary), "", padded("20", 14 + household % 7, 2)),
            pc.if_else(pa.array(is_watched), kinds.take(pa.array(household % 2)), ""),
            pc.if_else(pa.array(is_watched), "2020-09-15", ""),
            pc.if_else(pa.array(is_watched), "否", ""),
            empty,
            pick(["否", "是"], (household % 20 == 7).astype(np.int64)),
            same("健康", size),
            pick(["普通劳动力", "无劳动力"], ((age < 16) | (age > 75)).astype(np.int64)),
            pick(["非在校生", "小学"], (age < 13).astype(np.int64)),
            empty,
            empty,
            people.phone,
            same("正常", size),
            empty,
        ]

    def person_keys(self, number: Ints) -> Strings:
        return padded(f"R{self.county.code}9", number, 9)

    # -- work -------------------------------------------------------------------------------------------

    def work(self, links: Path) -> dict[str, int]:
        """Rosters, contracts, contributions, payments and posts, workshop by workshop in chunks."""
        workers = self.world.size.bulk_workers * len(self.shops)
        natives = ("BFCJ_YGHMC", "LDHT", "AC43", "BTFF", "GYXGW")
        schemas = {n: pa.schema([(name, pa.string()) for name in native.TABLES[n].split()]) for n in natives}
        link_schema = pa.schema([(name, pa.string()) for name in ("source_key", "person", "error_class")])
        writers = {
            n: pq.ParquetWriter(self.folder / export.SOURCES[n] / f"{self.county.code}.parquet", schemas[n])
            for n in natives
        }
        link_writer = pq.ParquetWriter(links / f"{self.county.code}.parquet", link_schema)
        try:
            for spells in self._spells(workers):
                for name, columns in self._tables(spells, link_writer):
                    self._written(name, pa.table(columns, schema=schemas[name]), writers[name])
            for columns in self._insured_elsewhere(workers):
                self._written("AC43", pa.table(columns, schema=schemas["AC43"]), writers["AC43"])
        finally:
            for writer in (*writers.values(), link_writer):
                writer.close()
        return self.counts

    def _written(self, name: str, table: pa.Table, writer: pq.ParquetWriter) -> None:
        writer.write_table(table)
        source = export.SOURCES[name]
        self.counts[source] = self.counts.get(source, 0) + table.num_rows

    def _insured_elsewhere(self, workers: int) -> Iterator[list[Any]]:
        """Contributions of people on no roster, whose numbers follow those of the workers."""
        last = workers + self.world.size.bulk_insured
        months = [month for month in self.world.months if month != self.world.gap_month]
        for start in range(workers, last, PEOPLE_AT_ONCE):
            number = np.arange(start, min(start + PEOPLE_AT_ONCE, last), dtype=np.int64)
            yield from elsewhere(self.county, self.people(STRANGER_REGION, number), months)

    def _spells(self, workers: int) -> Iterator[Spells]:
        step = max(1, CHUNK // len(self.world.months))
        adults = self._adults(workers)
        for start in range(0, workers, step):
            number = np.arange(start, min(start + step, workers), dtype=np.int64)
            yield Spells(self, number, adults)

    def _adults(self, workers: int) -> Ints:
        """Register numbers of enough people of working age, each once."""
        wanted = int(workers * REGISTERED_SHARE * 1.2) + 10
        number = np.arange(min(self.world.size.bulk_people, wanted * 4), dtype=np.int64)
        day = number * 7919 % len(DAYS)
        return number[(day >= FIRST_WORKING) & (day < LAST_WORKING)][:wanted]

    def _tables(self, spells: Spells, links: pq.ParquetWriter) -> Iterator[tuple[str, list[Any]]]:
        yield "BFCJ_YGHMC", spells.rosters(links)
        yield "LDHT", spells.contracts()
        for columns in spells.contributions():
            yield "AC43", columns
        yield "BTFF", spells.payments()
        yield "GYXGW", spells.posts()
