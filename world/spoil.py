"""How IDs and names are spoilt on their way into a row.

Belongs here: one function for each damage, and the confusions they draw from: characters that people really
mix up (same sound, like shape, habit-simplified surnames, variant and traditional forms). They were collected
from school lists of look-alike and same-sound characters and are deliberately not the matcher's tables: a
world that damages names with the tables that repair them proves nothing.
"""

from __future__ import annotations

import random

from world import numbers

HOMOPHONES = (
    "丽莉力", "珍真贞", "兰蓝岚", "英瑛莹", "芳方", "明铭鸣", "军君钧", "建健", "玉钰", "秀绣", "燕艳雁", "红洪虹宏", "梅玫美",
    "云芸", "伟玮纬", "志智", "平萍", "林琳霖", "生声", "福富", "永勇", "新欣馨", "文雯", "金今锦", "成诚城", "辉晖徽", "佳家嘉",
    "娟涓", "青清", "玲铃灵", "霞夏", "桂贵", "香湘祥", "峰锋丰", "龙隆", "荣蓉容", "莲连联", "静婧", "和何河", "巧乔",
)  # fmt: skip
LOOKALIKES = (
    "未末", "清情", "晴睛", "芬芳", "凤风", "成戌", "国园", "生主", "金全", "桂挂", "浩洁", "平乎", "祥详", "扬杨", "侯候", "辉挥",
    "培陪", "波坡", "志忘", "天夭", "彩采", "海悔",
)  # fmt: skip
VARIANT = dict(zip("萧阎傅戴邱蓝锺峰群升哲坤珍德恩富梅花", "肖闫付代丘兰钟峯羣昇喆堃珎徳㤙冨槑芲", strict=True)) | {
    "肖": "萧", "闫": "阎", "付": "傅", "代": "戴", "丘": "邱", "钟": "锺",
}  # fmt: skip
TRADITIONAL = dict(
    zip(
        "黄陈韦农罗许刘张赵邓卢马贾冯闫孙韩杨龙谢陆吴国军华学东兴庆贵兰凤红丽爱莲云静银胜强伟远凯涛荣图乌尔",
        "黃陳韋農羅許劉張趙鄧盧馬賈馮閆孫韓楊龍謝陸吳國軍華學東興慶貴蘭鳳紅麗愛蓮雲靜銀勝強偉遠凱濤榮圖烏爾",
        strict=True,
    )
)
PINYIN = {
    "婧": "JING",
    "珺": "JUN",
    "喆": "ZHE",
    "堃": "KUN",
    "犇": "BEN",
    "妤": "YU",
    "玥": "YUE",
    "頔": "DI",
    "镕": "RONG",
}
RARE = tuple(PINYIN)
FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


def partners(groups: tuple[str, ...]) -> dict[str, str]:
    """Each character of the groups to another of its group."""
    return {char: group[(place + 1) % len(group)] for group in groups for place, char in enumerate(group)}


SOUNDS_LIKE = partners(HOMOPHONES)
LOOKS_LIKE = {char: other for char, other in partners(LOOKALIKES).items() if char != other}


def replace_last(name: str, table: dict[str, str], *, keep_first: bool = True) -> str:
    """The last character that the table knows, replaced; the surname stays unless `keep_first` is off."""
    first = 1 if keep_first else 0
    for place in range(len(name) - 1, first - 1, -1):
        other = table.get(name[place])
        if other is not None and other != name[place]:
            return name[:place] + other + name[place + 1 :]
    raise ValueError("no character of the name stands in the table")


def spaced(name: str, rng: random.Random) -> str:
    """Padded as office forms do: 张　三, 张 三."""
    blank = rng.choice(("　", " ", "  "))
    return name[0] + blank + name[1:]


def other_dot(name: str, rng: random.Random) -> str:
    return name.replace("·", rng.choice((".", "．", "•", "・", " ")))


def truncated_name(name: str, width: int) -> str:
    """As a field of `width` characters keeps it."""
    return name[:width]


def swapped_parts(name: str) -> str:
    first, _, second = name.partition("·")
    return f"{second}·{first}"


def to_pinyin(name: str) -> str:
    return "".join(PINYIN.get(char, char) for char in name)


def to_placeholder(name: str, rng: random.Random) -> str:
    """A character that the code page lacks, as it comes back."""
    mark = rng.choice(("?", "□", "＊"))
    return "".join(mark if char in PINYIN else char for char in name)


def fifteen(id_number: str) -> str:
    """The number as it was before 2000: no century, no check."""
    return id_number[:6] + id_number[8:17]


def certificate(id_number: str, rng: random.Random, *, reissued: bool = False) -> str:
    """A disabled person's certificate: the ID, a kind, a grade, and B1 where it was issued again."""
    return f"{id_number}{rng.randint(1, 7)}{rng.randint(1, 4)}{'B1' if reissued else ''}"


def one_digit(id_number: str, rng: random.Random) -> str:
    """One digit of the body misread; the check character then always fails."""
    place = rng.choice((7, 8, 9, 11, 13, 14, 15, 16))
    digit = str((int(id_number[place]) + rng.randint(1, 9)) % 10)
    return id_number[:place] + digit + id_number[place + 1 :]


def can_transpose(id_number: str) -> bool:
    return any(id_number[place] != id_number[place + 1] for place in range(13, 16))


def transposed(id_number: str) -> str:
    """Two neighbours that differ change places, near the end, where people tire."""
    for place in (15, 14, 13):
        left, right = id_number[place], id_number[place + 1]
        if left != right:
            return id_number[:place] + right + left + id_number[place + 2 :]
    raise ValueError("no two neighbours differ")


def as_float(id_number: str) -> str:
    """What a careless save leaves of an ID: a float of fifteen digits, the way a spreadsheet shows it."""
    digits = id_number[:15]
    return f"{digits[0]}.{digits[1:]}E+17"


def bad_check(id_number: str) -> str:
    """A wrong last character, so that no repair is certain; never 000 at the end, which reads as a rounded float."""
    place = numbers.ID_CHECKS.index(id_number[17])
    wrong = numbers.ID_CHECKS[(place + 4) % 11]
    is_round = id_number[15:17] + wrong == "000"
    return id_number[:17] + (numbers.ID_CHECKS[(place + 5) % 11] if is_round else wrong)


def full_width(text: str) -> str:
    return text.translate(FULL_WIDTH)
