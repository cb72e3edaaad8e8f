"""Makes `matching/cases.csv`: labelled pairs of a row and a register person, in named categories.

`python -m tests.matching.build_cases --from FOLDER`, with pycorrector 1.1.4 in FOLDER (matching/build_data.py says how).
Homophones come from its `same_pinyin.txt`, which the comparison tables do not read; look-alikes and the other damages are
typed here. All people are invented; all numbers lie in 4599xx, which was never a
region. Seeded: the same file each time.
"""

import argparse
import csv
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

CASES = Path(__file__).parents[2] / "matching" / "cases.csv"
COLUMNS = (
    "category",
    "name",
    "id_number",
    "phone",
    "their_name",
    "their_former",
    "their_id",
    "their_phone",
    "same",
)
SURNAMES = "王李张刘陈杨黄赵吴周徐孙朱马胡郭何高林郑梁谢宋唐许韩冯邓曹彭曾田董潘袁蔡蒋余于杜叶程魏苏吕丁任沈姚卢钟姜崔谭陆范汪廖石金韦贾夏方覃农莫蒙"
GIVEN = "英秀玉兰华梅凤珍芳桂红香玲丽春明国文建军平林志永德海生金忠霞艳小伟强勇静敏磊洋杰鹏浩宇轩涵佳欣雨晨思"
HABITS = ("萧肖", "阎闫", "傅付", "戴代", "邱丘", "钟锺", "宁甯", "蓝兰")
FORMS = (
    "黄黃",
    "叶葉",
    "陈陳",
    "张張",
    "刘劉",
    "杨楊",
    "赵趙",
    "吴吳",
    "马馬",
    "华華",
    "兰蘭",
    "凤鳳",
    "丽麗",
    "国國",
    "梅槑",
    "冰氷",
    "群羣",
    "峰峯",
)
RARE = (
    ("頔", "DI"),
    ("喆", "ZHE"),
    ("媖", "YING"),
    ("堃", "KUN"),
    ("玥", "YUE"),
    ("珺", "JUN"),
    ("赟", "YUN"),
    ("祎", "YI"),
)
DOTTED = (
    "阿依古丽·买买提",
    "吐尔逊·热合曼",
    "艾尼瓦尔·卡德尔",
    "乃蛮·敖日格乐",
    "古丽娜尔·木合塔尔",
    "玛依拉·艾合买提",
)
LONG = (
    "乌云其木格",
    "斯琴高娃",
    "扎西顿珠",
    "阿古达木",
    "娜仁托娅",
    "额尔敦巴雅尔",
    "通拉嘎宝力高",
    "曲比阿乌莫",
)
LOOKS = (
    *(
        "晴睛",
        "芳芬",
        "明朋",
        "玲铃",
        "梅海",
        "珍诊",
        "桂挂",
        "建健",
        "军车",
        "敏繁",
        "静净",
        "浩洁",
        "涵函",
        "佳住",
        "欣欧",
    ),
    *(
        "思恩",
        "晨辰",
        "霞露",
        "凤风",
        "春舂",
        "英央",
        "志忘",
        "德得",
        "海悔",
        "忠患",
        "艳绝",
        "小少",
        "勇涌",
        "磊垒",
        "洋详",
    ),
    *(
        "鹏朋",
        "宇字",
        "轩轻",
        "林材",
        "平乎",
        "国园",
        "华毕",
        "秀季",
        "玉主",
        "红江",
        "香杳",
        "强弹",
        "金全",
        "伟纬",
        "杰杏",
    ),
    *(
        "婷停",
        "莹萤",
        "娟捐",
        "洪供",
        "波坡",
        "峰锋",
        "辉挥",
        "刚钢",
        "超起",
        "彬杉",
        "斌赋",
        "倩请",
        "燕蒸",
        "翠萃",
        "莲连",
    ),
)
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


@dataclass
class Maker:
    """A seeded source of invented people; no two have one number or one phone."""

    chance: random.Random
    made: int = 0

    def number(self, born: str | None = None) -> str:
        self.made += 1
        day = (
            born
            or f"{self.chance.randint(1955, 2004)}{self.chance.randint(1, 12):02d}{self.chance.randint(1, 28):02d}"
        )
        body = f"4599{self.chance.randint(1, 99):02d}{day}{self.made % 1000:03d}"
        return body + "10X98765432"[sum(int(c) * w for c, w in zip(body, WEIGHTS, strict=True)) % 11]

    def phone(self) -> str:
        self.made += 1
        return f"199{self.made:08d}"

    def name(self, length: int = 0) -> str:
        given = length or self.chance.choice((1, 2, 2, 2, 2))
        return self.chance.choice(SURNAMES) + "".join(self.chance.choice(GIVEN) for _ in range(given))


Row = tuple[str, str, str, str, str, str, str, str]


def of_one(maker: Maker, name: str, theirs: str, former: str = "") -> Row:
    """A row and a person with one number, named in two ways."""
    number = maker.number()
    return name, number, "", theirs, former, number, maker.phone(), "1"


def confusions(folder: Path) -> tuple[dict[str, str], dict[str, str]]:
    """Homophones and look-alikes of the characters of GIVEN."""
    data = folder / "pycorrector" / "data"
    sounds: dict[str, str] = {}
    for line in data.joinpath("same_pinyin.txt").read_text(encoding="utf-8").splitlines():
        fields = line.split("\t")
        if fields[0] in GIVEN and len(fields) > 1:
            sounds[fields[0]] = "".join(fields[1:]).replace(fields[0], "")
    shapes: dict[str, str] = {}
    for pair in (*LOOKS, *(pair[::-1] for pair in LOOKS)):
        shapes[pair[0]] = shapes.get(pair[0], "") + pair[1]
    return sounds, shapes


def with_one(maker: Maker, table: dict[str, str]) -> tuple[str, str]:
    """A name, and the same with one given character exchanged by the table."""
    while True:
        name = maker.chance.choice(SURNAMES) + "".join(maker.chance.choice(sorted(table)) for _ in range(2))
        place = maker.chance.choice((1, 2))
        if table.get(name[place]):
            return name[:place] + maker.chance.choice(table[name[place]]) + name[place + 1 :], name


def spoilt(maker: Maker, sounds: dict[str, str], shapes: dict[str, str]) -> dict[str, Callable[[], Row]]:
    """The categories of one person written in two ways."""
    return {
        **other_characters(maker, sounds, shapes),
        **other_names(maker),
        **other_numbers(maker),
    }


def other_characters(
    maker: Maker, sounds: dict[str, str], shapes: dict[str, str]
) -> dict[str, Callable[[], Row]]:
    """One name and number, with a blank or a character exchanged at most."""
    chance = maker.chance

    def plain() -> Row:
        name = maker.name()
        return of_one(maker, name, name)

    def spaced() -> Row:
        name = maker.name()
        blank = chance.choice((" ", "  ", "\u3000", "\u00a0", "\u200b"))
        return of_one(maker, name[:1] + blank + name[1:], name)

    def exchanged(pairs: tuple[str, ...], at: int | None = None) -> Row:
        pair = chance.choice(pairs)
        given = "".join(chance.choice(GIVEN) for _ in range(2))
        name = pair[0] + given if at == 0 else chance.choice(SURNAMES) + pair[0] + given[0]
        return of_one(maker, name.replace(pair[0], pair[1]), name)

    return {
        "equal": plain,
        "spacing": spaced,
        "habit_surname": lambda: exchanged(HABITS, 0),
        "written_form": lambda: exchanged(FORMS),
        "homophone": lambda: of_one(maker, *with_one(maker, sounds)),
        "lookalike": lambda: of_one(maker, *with_one(maker, shapes)),
    }


def other_names(maker: Maker) -> dict[str, Callable[[], Row]]:
    """One number under a name that is cut, reordered, spelt out or replaced."""
    chance = maker.chance

    def dotted() -> Row:
        name = chance.choice(DOTTED)
        return of_one(maker, name.replace("·", chance.choice(".．•。-・ ")), name)

    def cut() -> Row:
        name = chance.choice(DOTTED + LONG[4:])
        return of_one(maker, name[: max(4, len(name) - chance.randint(1, 3))], name)

    def ordered() -> Row:
        name = chance.choice(DOTTED)
        first, second = name.split("·")
        return of_one(maker, f"{second}·{first}", name)

    def dropped() -> Row:
        name = maker.name(2)
        return of_one(maker, name[0] + name[2], name)

    def held() -> Row:
        name = maker.name(2)
        return of_one(maker, name[:1] + chance.choice("□?■*") + name[2:], name)

    def spelt() -> Row:
        rare, letters = chance.choice(list(RARE))
        surname, last = chance.choice(SURNAMES), chance.choice(GIVEN)
        return of_one(
            maker,
            surname + chance.choice((letters, letters.lower(), letters.title())) + last,
            surname + rare + last,
        )

    def former() -> Row:
        old = maker.name(2)
        return of_one(maker, old, maker.name(2), old)

    return {
        "dots": dotted,
        "truncated": cut,
        "order": ordered,
        "dropped": dropped,
        "placeholder": held,
        "letters": spelt,
        "former_name": former,
    }


def other_numbers(maker: Maker) -> dict[str, Callable[[], Row]]:
    """One name under a number that is damaged, of another kind or missing."""
    chance = maker.chance

    def slip() -> Row:
        name, number = maker.name(2), maker.number()
        place = chance.randint(6, 16)
        wrong = chance.choice([d for d in "0123456789" if d != number[place]])
        return name, number[:place] + wrong + number[place + 1 :], "", name, "", number, maker.phone(), "1"

    def swap() -> Row:
        while True:
            name, number = maker.name(2), maker.number()
            place = chance.randint(6, 15)
            if number[place] != number[place + 1]:
                swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
                return name, swapped, "", name, "", number, maker.phone(), "1"

    def short() -> Row:
        name, number = (
            maker.name(2),
            maker.number(f"19{chance.randint(55, 95)}0{chance.randint(1, 9)}{chance.randint(10, 28)}"),
        )
        return name, number[:6] + number[8:17], "", name, "", number, maker.phone(), "1"

    def certificate() -> Row:
        name, number = maker.name(2), maker.number()
        return (
            name,
            number + chance.choice(("43", "11", "72", "43B1")),
            "",
            name,
            "",
            number,
            maker.phone(),
            "1",
        )

    def phoned() -> Row:
        name, phone = maker.name(2), maker.phone()
        return name, "", phone, name, "", maker.number(), phone, "1"

    return {
        "id_one_digit": slip,
        "id_transposed": swap,
        "id_15": short,
        "certificate": certificate,
        "phone_without_id": phoned,
    }


def strangers(maker: Maker) -> dict[str, Callable[[], Row]]:
    """The categories of different people."""
    chance = maker.chance
    near = (
        "珍珠",
        "强福",
        "秀桂",
        "英华",
        "芳玲",
        "军勇",
        "建国",
        "金银",
        "梅桃",
        "春秋",
        "龙虎",
        "山海",
        "红艳",
        "雪晴",
    )

    def brothers(with_number: bool) -> Row:
        surname, shared, pair = chance.choice(SURNAMES), chance.choice(GIVEN), chance.choice(near)
        mine, theirs = surname + shared + pair[0], surname + shared + pair[1]
        number = maker.number()
        phone = maker.phone()
        if with_number:
            return mine, number, "", theirs, "", number, phone, "0"
        return mine, maker.number(), phone, theirs, "", number, phone, "0"

    def namesakes() -> Row:
        name = maker.name()
        return name, maker.number(), "", name, "", maker.number(), maker.phone(), "0"

    def born_together() -> Row:
        name = maker.name()
        day = f"19{chance.randint(60, 95)}0{chance.randint(1, 9)}{chance.randint(10, 28)}"
        return name, maker.number(day), maker.phone(), name, "", maker.number(day), maker.phone(), "0"

    def borrowed() -> Row:
        number = maker.number()
        while True:
            mine, theirs = maker.name(2), maker.name(2)
            if not set(mine) & set(theirs):
                return mine, number, "", theirs, "", number, maker.phone(), "0"

    def nameless_id() -> Row:
        name = maker.name()
        return name, "", "", name, "", maker.number(), maker.phone(), "0"

    return {
        "brothers_of_one_number": lambda: brothers(True),
        "brothers_of_one_phone": lambda: brothers(False),
        "namesakes": namesakes,
        "namesakes_of_one_birthday": born_together,
        "somebody_elses_number": borrowed,
        "name_alone": nameless_id,
    }


def cases(folder: Path) -> Iterator[tuple[str, ...]]:
    maker = Maker(random.Random(4599))
    sounds, shapes = confusions(folder)
    for many, makers in ((60, spoilt(maker, sounds, shapes)), (60, strangers(maker))):
        for category, make in makers.items():
            for _ in range(many):
                yield (category, *make())


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--from", dest="folder", type=Path, required=True)
    with CASES.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(cases(parser.parse_args().folder))
