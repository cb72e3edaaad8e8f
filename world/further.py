"""Further systems of the papers: what each says of people and workshops of its own, told after everything else.

Belongs here: cases of resettlement, social assistance, unemployment, labour inspection, village records of work, industry lists,
loans, vacancies and assets, their look-alikes, and how the systems hand them in. They come last, so that the rest of a world is
what it is without them.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from etl.model.landed import sources
from etl.months import add, first_day, last_day
from world import sheets
from world.dirt import Dirt
from world.model import Cells, Person, Workshop
from world.places import MISSING_REGISTER, County
from world.story import World

BY_DATABASE = ("unemployment", "labour_inspection")
NAMES = {
    "resettlement": "搬迁群众信息表",
    "civil_affairs": "低保与特困人员名册",
    "outwork": "务工信息",
    "industry_lists": "市场主体名录",
    "loans": "贷款合同与贴息",
    "vacancies": "岗位清单",
    "assets": "项目资产台账",
}
"""What the offices call their exports."""
ELSEWHERE = "440305"


class Further:
    """The rows of the further systems, by source and native column."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.rows: dict[str, list[Cells]] = {
            source: [] for source, table in sources().items() if table.system in (*BY_DATABASE, *NAMES)
        }

    def tell(self, county: County) -> None:
        """Every case once in the county; nobody else is touched by them."""
        shop = self._workshop(county)
        self._unemployed(shop)
        self._elsewhere(county, shop)
        self._owed(county)
        self._listed(county, shop)
        self._registers(county, shop)
        self._offered(county, shop)
        if county.area == "NM":
            self._closed(county)

    def _workshop(self, county: County, **facts: Any) -> Workshop:
        shop = self.world.workshop(county, story="further systems", is_scored=False, **facts)
        self.world.leave_open(workshop=shop)
        return shop

    def _worker(self, shop: Workshop, group: str = "poverty", *, evidence: str = "", **facts: Any) -> Person:
        """Somebody who has worked there for three months, and of whom nothing else is known."""
        world = self.world
        person = world.person(shop.county, group, **facts)
        world.work(shop, person, world.month(-2), world.ledger_month, evidence=evidence)
        world.leave_open(person=person)
        return person

    def _expect(
        self, code: str, level: str, shop: Workshop, person: Person | None, first: int, last: int
    ) -> None:
        polarity = "+" if level else "-"
        people = [person] if person else []
        self.world.expect(code, polarity, level, persons=people, workshops=[shop], first=first, last=last)

    def _unemployed(self, shop: Workshop) -> None:
        world, first, last = self.world, self.world.month(-2), self.world.ledger_month
        for kind, state, until, evidence, level, to in (
            ("1", "1", last, "", "contradiction", last),
            ("1", "1", first, "", "review", first),  # the month in which the job began
            ("1", "1", last, "k", "review", last),  # the work is real
            ("2", "1", last, "", "review", last),  # aid, no insurance
            ("1", "3", last, "", "", last),  # given back
        ):
            person = self._worker(shop, evidence=evidence)
            self.rows["unemployment.benefits"].append(
                {
                    "SYBH": world.next_key("SY"),
                    "AAC002": person.id_number,
                    "AAC003": person.name,
                    "DYLX": kind,
                    "AAE041": str(add(first, -6)),
                    "AAE042": str(until),
                    "JE": "1300.00",
                    "ZT": state,
                    "UPDATED_AT": world.at(),
                }
            )
            self._expect("drawing_unemployment", level, shop, person, first, to)
        for started, ended, level in ((first_day(first), None, "review"), (last_day(last), None, "")):
            person = self._worker(shop, evidence="k")
            self.rows["unemployment.registrations"].append(
                {
                    "DJBH": world.next_key("SD"),
                    "AAC002": person.id_number,
                    "AAC003": person.name,
                    "AAE030": f"{started:%Y%m%d}",
                    "AAE031": ended,
                    "LXDH": person.phone,
                    "UPDATED_AT": world.at(),
                }
            )
            self._expect("registered_unemployed", level, shop, person, first, last)

    def _elsewhere(self, county: County, shop: Workshop) -> None:
        world, first, last = self.world, self.world.month(-2), self.world.ledger_month
        for place, employer, level in ((ELSEWHERE, "某电子厂", "review"), (county.code, shop.name, "")):
            person = self._worker(shop, evidence="k")
            self.rows["outwork.spells"].append(
                {
                    "人编号": person.key,
                    "姓名": person.name,
                    "证件号码": person.id_number,
                    "务工所在地": place,
                    "务工企业名称": employer,
                    "就业渠道": "自主就业",
                    "务工月收入": "3200",
                    "开始时间": str(add(first, -3)),
                    "更新日期": f"{world.data_day:%Y-%m-%d}",
                }
            )
            self._expect("away", level, shop, person, first, last)

    def _owed(self, county: County) -> None:
        month = self.world.month(-2)
        for result, level in (("1", "review"), ("0", "inform"), ("3", "")):
            shop = self._workshop(county)
            self._worker(shop, evidence="k")
            self.rows["labour_inspection.cases"].append(
                {
                    "AJBH": self.world.next_key("AJ"),
                    "AAB998": shop.operator.uscc,
                    "AAB004": shop.operator.name,
                    "CJBH": shop.workshop_id,
                    "AJLX": "1",
                    "LARQ": f"{last_day(month):%Y%m%d}",
                    "JARQ": f"{self.world.data_day:%Y%m%d}" if result == "3" else None,
                    "JG": result,
                    "QSNY": str(month),
                    "ZZNY": str(month),
                    "SJRS": "1",
                    "SJJE": "2000.00",
                    "UPDATED_AT": self.world.at(),
                }
            )
            self._expect("arrears", level, shop, None, month, month)

    def _listed(self, county: County, plain: Workshop) -> None:
        """Loans and the list of defaulters; the plain workshop's operator has neither too much nor a bad name."""
        world, month = self.world, self.world.month(-2)
        for shop, grade, listed, factor in (
            (self._workshop(county), "C", f"{first_day(month):%Y%m%d}", 2),
            (plain, "A", None, 1),
        ):
            number = world.next_key("DK")
            interest = f"{1000 * factor}.00"
            world.claim("LOAN_INTEREST", interest, month, month, county=county, workshop=shop, project=number)
            self.rows["loans.contracts"].append(
                {
                    "合同编号": number,
                    "贷款种类": "桂惠贷",
                    "统一社会信用代码": shop.operator.uscc,
                    "贷款金额": "400,000.00",
                    "年利率": "3.65",
                    "起始日期": f"{first_day(add(month, -6)):%Y-%m-%d}",
                    "到期日期": f"{last_day(add(month, 6)):%Y-%m-%d}",
                    "经办银行": "某银行",
                }
            )
            self.rows["labour_inspection.ratings"].append(
                {
                    "AAB998": shop.operator.uscc,
                    "ND": str(month // 100),
                    "DJ": grade,
                    "HMDQSRQ": listed,
                    "UPDATED_AT": world.at(),
                }
            )
            self._expect("loan_excess", "review" if factor > 1 else "", shop, None, month, month)
            self._expect("blacklisted", "review" if listed else "", shop, None, month, month)

    def _registers(self, county: County, shop: Workshop) -> None:
        """Relocated people, two of them strangers to the poverty register, and people who draw assistance."""
        known = [
            one for one in self.world.people if one.county == county and one.in_register and one.is_relocated
        ]
        strangers = [self._worker(shop, "none", evidence="k", in_register=False) for _ in range(2)]
        for place, person in enumerate((*known[:5], *strangers)):
            number = person.id_number
            if place == 0 and person.in_register:
                # The two registers write the number of one person differently.
                number = number[:-1] + ("1" if number[-1] == "0" else "0")
            self.rows["resettlement.residents"].append(
                {
                    "搬迁人编号": f"B{person.key}",
                    "搬迁户编号": f"B{person.household_id}",
                    "姓名": person.name,
                    "身份证号": number,
                    "安置点名称": f"{county.name}安置点",
                    "安置点区划代码": f"{county.code}101201",
                    "搬迁入住日期": "2018年10月1日",
                    "就业状态": "已就业",
                    "联系电话": person.phone,
                    "人员状态": "正常",
                }
            )
        for kind, until in (("农村低保", None), ("农村特困", str(self.world.month(-3))), ("城市低保", None)):
            person = self._worker(shop, evidence="k")
            self.rows["civil_affairs.assistance"].append(
                {
                    "救助编号": self.world.next_key("JZ"),
                    "姓名": person.name,
                    "身份证号": person.id_number,
                    "救助类别": kind,
                    "区划代码": county.code,
                    "起始年月": "2022年1月",
                    "终止年月": until,
                }
            )

    def _offered(self, county: County, shop: Workshop) -> None:
        day = self.world.data_day
        self.rows["vacancies.posts"].append(
            {
                "岗位编号": self.world.next_key("GW"),
                "用人单位": shop.operator.name,
                "统一社会信用代码": shop.operator.uscc,
                "岗位名称": "缝纫工",
                "人数": "5",
                "工作地区划代码": county.code,
                "月薪下限": "2500",
                "月薪上限": "4000",
                "年龄上限": "55",
                "发布日期": f"{day.replace(day=1):%Y/%m/%d}",
            }
        )
        self.rows["industry_lists.entities"].append(
            {
                "名录类别": "村镇周边工厂",
                "统一社会信用代码": shop.operator.uscc,
                "名称": shop.operator.name,
                "区划代码": county.code,
                "发布部门": "工业和信息化局",
                "入库日期": "2023-01-10",
            }
        )
        self._project(shop, cleared=None)

    def _closed(self, county: County) -> None:
        """A workshop that closed with an asset unsettled, and one that settled it before."""
        day = last_day(self.world.month(-1))
        for cleared, level in ((None, "review"), (day.replace(day=1), "")):
            shop = self._workshop(county, state="4", state_on=day)
            self._project(shop, cleared=cleared)
            self._expect("closing_open", level, shop, None, self.world.month(-1), self.world.month(-1))

    def _project(self, shop: Workshop, cleared: Any) -> None:
        self.rows["assets.projects"].append(
            {
                "项目编号": self.world.next_key("XM"),
                "项目名称": f"{shop.name}建设项目",
                "车间编号": shop.workshop_id,
                "区划代码": shop.county.code,
                "资金来源": "财政衔接推进乡村振兴补助资金",
                "投资总额": "800000",
                "财政投入": "500000",
                "建成日期": "2021-06-30",
                "产权人": "村集体",
                "资产状态": "在用",
                "清核完成日期": f"{cleared:%Y-%m-%d}" if cleared else "—",
            }
        )


def tell(world: World, counties: Sequence[County]) -> Further:
    """The further systems of every county that handed in its register."""
    further = Further(world)
    for county in counties:
        if county.code != MISSING_REGISTER:
            further.tell(county)
    return further


def write(folder: Path, further: Further, counts: Dirt) -> tuple[dict[str, int], dict[str, Any]]:
    """What the systems hand in below the folder; the rows of each table, and how they are reached."""
    reached: dict[str, Any] = {}
    rows = {source: [*told] for source, told in further.rows.items()}
    for source, told in rows.items():
        # An office hands one row in twice; the row stands once.
        if source.partition(".")[0] in NAMES and told:
            told.append(dict(told[0]))
            counts.repeats[source] += 1
    day = f"{further.world.data_day:%Y%m%d}"
    for system, name in NAMES.items():
        shutil.rmtree(folder / system, ignore_errors=True)
        (folder / system).mkdir(parents=True)
        for source, told in rows.items():
            if source.startswith(f"{system}."):
                heading = list(sources()[source].columns)
                cells = [[row.get(native) for native in heading] for row in told]
                sheets.write_xlsx(folder / system / f"{name}_{day}.xlsx", [name], heading, cells)
        reached[system] = {"delivery": "files", "path": f"./{system}"}
    path = folder / "other_offices.db"
    path.unlink(missing_ok=True)
    with sqlite3.connect(path) as database:
        for source, told in rows.items():
            table = sources()[source]
            if table.system in BY_DATABASE:
                columns = ", ".join(f'"{native}" VARCHAR' for native in table.columns)
                database.execute(f"CREATE TABLE {table.native_table} ({columns})")
                marks = ", ".join("?" * len(table.columns))
                database.executemany(
                    f"INSERT INTO {table.native_table} VALUES ({marks})",  # noqa: S608 -- a name of the mapping
                    [tuple(row.get(native) for native in table.columns) for row in told],
                )
                reached[table.system] = {
                    "delivery": "sql",
                    "url": f"sqlite:///{path.name}",
                    "mode": "persons",
                }
    database.close()
    return {source: len(told) for source, told in rows.items()}, reached
