"""Ordinary life by the hundred thousand: register, rosters, contracts, contributions and payments as Parquet.

Belongs here: the large sizes, made with numpy in chunks and streamed to disk, so that a province needs no more
memory than a chunk. The told cases stand beside it in files of their own; nothing here should raise an alert
beyond what the light damages of rates.yaml can.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from etl.months import add, first_day, index, last_day
from world import export, names
from world.model import Cells, Workshop
from world.numbers import ID_CHECKS, ID_WEIGHTS
from world.places import COUNTIES, County
from world.story import World

Ints = npt.NDArray[np.int64]
Strings = Any  # an Arrow array of text; pyarrow has no types to name it by
CHUNK = 100_000
EPOCH = dt.date(1938, 1, 1)
DAYS = [EPOCH + dt.timedelta(days=number) for number in range(75 * 365)]
DAY_TEXT = pa.array([f"{day:%Y-%m-%d}" for day in DAYS])
DAY_NUMBER = np.array([day.year * 10_000 + day.month * 100 + day.day for day in DAYS], dtype=np.int64)
FIRST_WORKING, LAST_WORKING = (dt.date(1966, 1, 1) - EPOCH).days, (dt.date(2003, 1, 1) - EPOCH).days
BULK_REGION = 459950
STRANGER_REGION = 459970
REGISTERED_SHARE = 0.2
CONTRACT_SHARE, INSURED_SHARE, SPELL_SHARE = 0.7, 0.45, 0.9
KINDS = (("110", "640", "320"), ("210", "20", "20"), ("410", "16", "0"))


@dataclass(frozen=True)
class People:
    """A run of people as columns; `number` counts them within their region."""

    number: Ints
    is_man: npt.NDArray[np.bool_]
    day: Ints
    id_number: Strings
    name: Strings
    phone: Strings
    account: Strings

    def __len__(self) -> int:
        return len(self.number)

    def take(self, where: Ints) -> People:
        picked = pa.array(where)
        return People(
            self.number[where],
            self.is_man[where],
            self.day[where],
            self.id_number.take(picked),
            self.name.take(picked),
            self.phone.take(picked),
            self.account.take(picked),
        )


def workshops(world: World, county: County) -> None:
    """The bulk's workshops, as facts like any other; their workers come later, by the chunk."""
    for _ in range(world.size.bulk_workshops):
        world.workshop(county, story="bulk", is_scored=False)


def write(world: World, folder: Path, told: dict[str, list[Cells]], rows: dict[str, int]) -> dict[str, Any]:
    """Writes all HRSS and insurance tables as Parquet and the register's bulk beside its spreadsheets.

    Adds to `rows` what it wrote; returns the `tables` of the configuration, by system.
    """
    folder.mkdir(parents=True)
    config: dict[str, Any] = {"hrss": {}, "social_insurance": {}}
    for native, source in export.SOURCES.items():
        system, _, table = source.partition(".")
        (folder / source).mkdir()
        config[system][table] = {"path": f"./tables/{source}", "glob": "*.parquet"}
        _write_told(folder / source / "told.parquet", native, told[native])
    links = world_links(folder)
    for place, code in enumerate(world.size.counties):
        county = COUNTIES[code]
        writer = _CountyWriter(world, county, place, folder)
        rows["monitoring.people"] += writer.register(folder.parent / "monitoring")
        for source, number in writer.work(links).items():
            rows[source] += number
    return config


def world_links(folder: Path) -> Path:
    """Where the truth of spoilt bulk rows goes."""
    path = folder.parent / "truth" / "bulk_identity"
    path.mkdir(parents=True, exist_ok=True)
    return path


def _write_told(path: Path, native: str, cells: list[Cells]) -> None:
    columns = export.TABLES[native].split()
    schema = pa.schema([(name, pa.string()) for name in columns])
    texts = {name: [None if row.get(name) is None else str(row[name]) for row in cells] for name in columns}
    pq.write_table(pa.table(texts, schema=schema), path)


def _id_numbers(region: int, day: Ints, sequence: Ints) -> Strings:
    body = region * 10**11 + DAY_NUMBER[day] * 1000 + sequence
    total = np.zeros(len(body), dtype=np.int64)
    for place, weight in enumerate(ID_WEIGHTS):
        total += body // 10 ** (16 - place) % 10 * weight
    checks = pa.array(list(ID_CHECKS)).take(pa.array(total % 11))
    return pc.binary_join_element_wise(pa.array(body).cast(pa.string()), checks, "")


def _accounts(serial: Ints) -> Strings:
    """Card-like numbers that fail the card check, as those of numbers.py do."""
    body = serial + 2179 * 10**13
    total = np.full(len(body), 6, dtype=np.int64)  # the leading digit
    for place in range(17):
        digit = body // 10**place % 10
        doubled = digit * 2 if place % 2 == 0 else digit
        total += np.where(doubled > 9, doubled - 9, doubled)
    check = (10 - total % 10 + 5) % 10
    return _padded("6", body * 10 + check, 18)


def _padded(prefix: str, numbers: Ints, width: int) -> Strings:
    """`prefix` and the number with leading zeros."""
    text = pa.array(numbers + 10**width).cast(pa.string())
    return pc.binary_join_element_wise(prefix, pc.utf8_slice_codeunits(text, 1), "")


def _pick(pool: list[str] | Strings, where: Ints) -> Strings:
    values = pool if isinstance(pool, pa.Array) else pa.array(pool, pa.string())
    return values.take(pa.array(where))


def _same(value: str | None, number: int) -> Strings:
    return pa.nulls(number, pa.string()) if value is None else pa.repeat(pa.scalar(value), number)


class _CountyWriter:
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
            _pick(men, mixed // 11 % len(men)),
            _pick(women, mixed // 13 % len(women)),
        )
        return People(
            number,
            is_man,
            day,
            _id_numbers(region + self.place, day, sequence),
            pc.binary_join_element_wise(_pick(self.surnames, surname), given, ""),
            _padded("154", self._scattered(region, number), 8),
            _accounts(self._scattered(region, number)),
        )

    def _scattered(self, region: int, number: Ints) -> Ints:
        """Eight digits that nobody else of the bulk has: an odd factor only shuffles what is below 10**8."""
        serial = (number * 2 + (region == STRANGER_REGION)) * 10 + self.place
        return serial * 61_803_399 % 10**8

    # -- the register -----------------------------------------------------------------------------------

    def register(self, folder: Path) -> int:
        schema = pa.schema([(name, pa.string()) for name in export.REGISTER])
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
        empty = _same("", size)
        age = int(self.world.ledger_month // 100) - DAY_NUMBER[people.day] // 10_000
        return [
            _same(county.province, size),
            _same(county.city, size),
            _same(county.name, size),
            _pick(list(county.townships), township),
            pc.binary_join_element_wise(_pick(list(county.townships), township), "村", ""),
            pc.binary_join_element_wise(_pick(codes, township), _padded("2", household % 60, 2), ""),
            _padded(county.code, household + 9 * 10**9, 10),
            self.person_keys(number),
            people.name,
            empty,
            _same("居民身份证", size),
            people.id_number,
            _pick(["女", "男"], people.is_man.astype(np.int64)),
            _pick(DAY_TEXT, people.day),
            _same(names.ETHNIC[county.style][0], size),
            _pick(["户主", "配偶", "之子", "之女"], number % 4),
            _pick(["脱贫户", "一般农户"], is_ordinary.astype(np.int64)),
            pc.if_else(pa.array(is_ordinary), "", _padded("20", 14 + household % 7, 2)),
            pc.if_else(pa.array(is_watched), kinds.take(pa.array(household % 2)), ""),
            pc.if_else(pa.array(is_watched), "2020-09-15", ""),
            pc.if_else(pa.array(is_watched), "否", ""),
            empty,
            _pick(["否", "是"], (household % 20 == 7).astype(np.int64)),
            _same("健康", size),
            _pick(["普通劳动力", "无劳动力"], ((age < 16) | (age > 75)).astype(np.int64)),
            _pick(["非在校生", "小学"], (age < 13).astype(np.int64)),
            empty,
            empty,
            people.phone,
            _same("正常", size),
            empty,
        ]

    def person_keys(self, number: Ints) -> Strings:
        return _padded(f"R{self.county.code}9", number, 9)

    # -- work -------------------------------------------------------------------------------------------

    def work(self, links: Path) -> dict[str, int]:
        """Rosters, contracts, contributions, payments and posts, workshop by workshop in chunks."""
        workers = self.world.size.bulk_workers * len(self.shops)
        natives = ("BFCJ_YGHMC", "LDHT", "AC43", "BTFF", "GYXGW")
        schemas = {n: pa.schema([(name, pa.string()) for name in export.TABLES[n].split()]) for n in natives}
        link_schema = pa.schema([(name, pa.string()) for name in ("source_key", "person", "error_class")])
        writers = {
            n: pq.ParquetWriter(self.folder / export.SOURCES[n] / f"{self.county.code}.parquet", schemas[n])
            for n in natives
        }
        link_writer = pq.ParquetWriter(links / f"{self.county.code}.parquet", link_schema)
        try:
            for spells in self._spells(workers):
                for native, columns in self._tables(spells, link_writer):
                    table = pa.table(columns, schema=schemas[native])
                    writers[native].write_table(table)
                    source = export.SOURCES[native]
                    self.counts[source] = self.counts.get(source, 0) + table.num_rows
        finally:
            for writer in (*writers.values(), link_writer):
                writer.close()
        return self.counts

    def _spells(self, workers: int) -> Iterator[_Spells]:
        step = max(1, CHUNK // len(self.world.months))
        adults = self._adults(workers)
        for start in range(0, workers, step):
            number = np.arange(start, min(start + step, workers), dtype=np.int64)
            yield _Spells(self, number, adults)

    def _adults(self, workers: int) -> Ints:
        """Register numbers of enough people of working age, each once."""
        wanted = int(workers * REGISTERED_SHARE * 1.2) + 10
        number = np.arange(min(self.world.size.bulk_people, wanted * 4), dtype=np.int64)
        day = number * 7919 % len(DAYS)
        return number[(day >= FIRST_WORKING) & (day < LAST_WORKING)][:wanted]

    def _tables(self, spells: _Spells, links: pq.ParquetWriter) -> Iterator[tuple[str, list[Any]]]:
        yield "BFCJ_YGHMC", spells.rosters(links)
        yield "LDHT", spells.contracts()
        for columns in spells.contributions():
            yield "AC43", columns
        yield "BTFF", spells.payments()
        yield "GYXGW", spells.posts()


class _Spells:
    """A run of workers, each with one spell at one workshop."""

    def __init__(self, county: _CountyWriter, number: Ints, adults: Ints) -> None:
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
        self.people = _joined(known, strangers).take(chosen)
        key_of_known = county.person_keys(known.number)
        key_of_stranger = _padded(f"X{county.county.code}9", number, 9)
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
        keys = _padded(f"MX{self.c.county.code}9", serial, 9)
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
            _pick(self._shop_texts("id"), self.shop[worker]),
            _pick(self.months, month),
            name,
            id_text,
            people.phone,
            _pick(["0", "1"], declared),
            _same("3", size),
            _same("2", size),
            _pick(starts, self.first[worker]),
            _same(end, size),
            _same("22", size),
            pa.array(pay).cast(pa.string()),
            _pick([f"{day[:8]}25" for day in self.last_days], month),
            _same("20.00", size),
            people.account,
            _pick([f"{day} 09:12:00" for day in self.last_days], month),
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
            _padded(f"HT{self.c.county.code}9", self.number[where], 9),
            people.id_number,
            people.name,
            _pick(self._shop_texts("uscc"), self.shop[where]),
            _same("2", size),
            _pick(starts, self.first[where]),
            _same(str(last_day(add(self.world.ledger_month, 6))), size),
            _same(None, size),
            _same(self.world.at(clock="11:00:00"), size),
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
                _padded("G", self.number[worker], 10),
                people.id_number,
                people.name,
                _pick(self._shop_texts("unit_no"), self.shop[worker]),
                _pick(self._shop_texts("uscc"), self.shop[worker]),
                _pick(self._shop_texts("operator_name"), self.shop[worker]),
                _same(kind, size),
                _pick(self.months, month),
                _same("4000", size),
                _same(by_employer, size),
                _same(by_person, size),
                _same("1", size),
                _pick(paid, month),
                _pick([f"{day} 02:00:00" for day in self.last_days], month),
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
            return [pa.array([], pa.string()) for _ in export.TABLES["BTFF"].split()]
        return [pa.concat_arrays([columns[place] for columns in made]) for place in range(len(made[0]))]

    def _paid(self, where: Ints, first: int, last: int, scheme: str, amount: str) -> list[Any]:
        people, size = self.people.take(where), len(where)
        day = last_day(last)
        return [
            _padded(f"BT{self.c.county.code}9{last}", self.number[where], 9),
            _same(f"P{self.c.county.code}{last}", size),
            _same(scheme, size),
            _same("2", size),
            _pick(self._shop_texts("id"), self.shop[where]),
            _pick(self._shop_texts("uscc"), self.shop[where]),
            people.id_number,
            people.name,
            _same(str(first), size),
            _same(str(last), size),
            _same(amount, size),
            _same("EMPLOYMENT", size),
            _same("人力资源和社会保障局", size),
            _same("3", size),
            _same(str(day), size),
            _pick(self._shop_texts("account"), self.shop[where]),
            _same(None, size),
            _same(f"{day} 16:00:00", size),
        ]

    def posts(self) -> list[Any]:
        """Post holders of the register who work nowhere else: one for every eight workers of the chunk."""
        bulk = self.world.size.bulk_people
        wanted = bulk - 1 - self.number[: len(self.number) // 8 + 1]
        number = wanted[wanted > bulk // 2]
        people, size = self.c.people(BULK_REGION, number), len(number)
        return [
            _padded(f"GW{self.c.county.code}9", number, 9),
            people.id_number,
            people.name,
            _same("保洁员", size),
            _same(self.c.county.code, size),
            _same(str(first_day(add(self.world.first_month, -12))), size),
            _same(None, size),
            _same("COUNTY", size),
            _same("500.00", size),
            _same(self.world.at(), size),
        ]


def _of_shop(shop: Workshop, attribute: str) -> str:
    return {
        "id": shop.workshop_id,
        "uscc": shop.operator.uscc,
        "unit_no": shop.operator.unit_no,
        "operator_name": shop.operator.name,
        "account": shop.account,
    }[attribute]


def _joined(one: People, other: People) -> People:
    return People(
        np.concatenate([one.number, other.number]),
        np.concatenate([one.is_man, other.is_man]),
        np.concatenate([one.day, other.day]),
        pa.concat_arrays([one.id_number, other.id_number]),
        pa.concat_arrays([one.name, other.name]),
        pa.concat_arrays([one.phone, other.phone]),
        pa.concat_arrays([one.account, other.account]),
    )
