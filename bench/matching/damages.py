"""Damages of a roster row: how an office may write an ID number or a name wrongly, each by its label."""

import random
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from world import spoil
from world.numbers import ID_CHECKS, ID_WEIGHTS

Ints = npt.NDArray[np.int64]
GIVEN = (
    "安邦宝保本彬斌冰兵波才财昌长超朝成诚承程传春纯聪翠达大丹道德登迪定东栋冬恩发帆凡方芳飞菲芬丰风锋凤芙福富刚高耕功光广桂贵国海涵汉翰杭航豪"
    "好浩河和荷恒宏虹洪红厚虎花华怀欢焕辉惠慧吉继佳家嘉建健江娇杰洁金锦进京晶静菊娟军俊凯康科可克坤兰岚乐雷礼李立力丽莉利连莲良亮林琳玲灵龙隆"
    "鲁路露伦罗洛满曼茂梅美萌梦妙民敏明铭木牧娜楠妮宁培佩鹏萍平奇琪启谦强巧勤琴青清庆琼秋全泉群然仁荣容蓉茹瑞润赛三森善尚少升生胜诗世士仕守书淑"
    "树双霜水顺思松素岁泰涛腾天田铁廷婷同彤万望威伟炜卫文雯武西希喜夏先贤娴香祥翔向小晓孝笑欣新鑫信星兴雄秀旭学雪雅亚延岩妍艳燕阳洋耀业怡宜"
    "以义艺益毅银英瑛莹颖映永勇友有于余宇雨玉育裕元远媛月云芸运泽展章招昭珍真镇正政之芝知志治智中忠仲竹柱卓子宗祖"
)
SHARES = {
    "id_one_digit": 20, "id_transposed": 9, "id_check_digit": 3, "id_15": 10, "id_certificate": 6, "id_float": 3,
    "id_writing": 12, "id_missing_phone": 4, "id_missing": 4, "id_placeholder": 1, "name_homophone": 12,
    "name_lookalike": 5, "name_variant": 3, "name_traditional": 5, "name_spacing": 12, "name_dropped": 2,
    "name_placeholder": 2, "name_former": 2, "name_dots": 2, "name_order": 1, "name_cut": 1, "other_name": 2,
    "brothers_id": 2, "others_id": 2, "two_ids": 2, "two_damages": 5,
}  # fmt: skip
"""Relative shares of the damages among the damaged rows."""
FREE = ("id_missing", "id_placeholder", "two_damages")
"""Rows that may rightly stay unsure."""


def checks(body: Ints) -> Any:
    total = np.zeros(len(body), dtype=np.int64)
    for place, weight in enumerate(ID_WEIGHTS):
        total += body // 10 ** (16 - place) % 10 * weight
    return pa.array(list(ID_CHECKS)).take(pa.array(total % 11))


def numbered(body: Ints) -> Any:
    return pc.binary_join_element_wise(pa.array(body).cast(pa.string()), checks(body), "")


Row = dict[str, Any]


def _digit(row: Row, rng: random.Random) -> None:
    at = rng.randrange(17)
    text = row["id_text"]
    row["id_text"] = text[:at] + str((int(text[at]) + rng.randint(1, 9)) % 10) + text[at + 1 :]


def _swap(row: Row, rng: random.Random) -> None:
    text = row["id_text"]
    places = [at for at in range(17) if text[at] != text[at + 1] and text[at + 1] != "X"]
    at = rng.choice(places)
    row["id_text"] = text[:at] + text[at + 1] + text[at] + text[at + 2 :]


def _check(row: Row, rng: random.Random) -> None:
    row["id_text"] = row["id_text"][:17] + rng.choice([c for c in "0123456789X" if c != row["id_text"][17]])


def _writing(row: Row, rng: random.Random) -> None:
    text = row["id_text"]
    row["id_text"] = rng.choice(
        [
            text.lower(),
            f"{text[:6]} {text[6:14]} {text[14:]}",
            text.translate(spoil.FULL_WIDTH),
            "'" + text,
            text.replace("X", rng.choice("xＸ×Ⅹ*")),
            f"{text[:6]}-{text[6:14]}-{text[14:]}",
        ]
    )


def _replaced(table: dict[str, str]) -> Callable[[Row, random.Random], None]:
    def spoilt(row: Row, _rng: random.Random) -> None:
        row["name"] = spoil.replace_last(row["name"], table, keep_first=False)

    return spoilt


def _hole(row: Row, rng: random.Random) -> None:
    at = rng.randrange(1, len(row["name"]))
    row["name"] = row["name"][:at] + rng.choice("?□＊■") + row["name"][at + 1 :]


def _dropped(row: Row, rng: random.Random) -> None:
    if len(row["name"]) < 3:
        raise ValueError("too short")
    at = rng.randrange(1, len(row["name"]))
    row["name"] = row["name"][:at] + row["name"][at + 1 :]


def _dotted(change: Callable[[str], str]) -> Callable[[Row, random.Random], None]:
    def spoilt(row: Row, _rng: random.Random) -> None:
        if "·" not in row["name"]:
            raise ValueError("no dot")
        row["name"] = change(row["name"])

    return spoilt


def _cleared(row: Row, rng: random.Random) -> None:
    row.update(id_text=rng.choice((None, "无", "/")), phone=f"154{rng.randrange(10**8):08d}")


def _fifteen(row: Row, _rng: random.Random) -> None:
    if row["id_text"][6:8] != "19":
        raise ValueError("never had one")
    row["id_text"] = spoil.fifteen(row["id_text"])


def _by_phone(row: Row, _rng: random.Random) -> None:
    if not row["their_phone"]:
        raise ValueError("no phone")
    row.update(id_text=None, phone=row["their_phone"])


def _former(row: Row, _rng: random.Random) -> None:
    if not row["former_name"]:
        raise ValueError("none")
    row["name"] = row["former_name"]


def _placeholder(row: Row, _rng: random.Random) -> None:
    row["id_text"] = "999999" + row["id_text"][6:17] + "0"


def _float(row: Row, _rng: random.Random) -> None:
    row["id_text"] = row["id_text"][:15] + "…"


DAMAGES: dict[str, Callable[[Row, random.Random], None]] = {
    "id_one_digit": _digit,
    "id_transposed": _swap,
    "id_check_digit": _check,
    "id_15": _fifteen,
    "id_certificate": lambda row, rng: row.update(id_text=spoil.certificate(row["id_text"], rng)),
    "id_float": _float,
    "id_writing": _writing,
    "id_missing_phone": _by_phone,
    "id_missing": _cleared,
    "id_placeholder": _placeholder,
    "name_homophone": _replaced(spoil.SOUNDS_LIKE),
    "name_lookalike": _replaced(spoil.LOOKS_LIKE),
    "name_variant": _replaced(spoil.VARIANT),
    "name_traditional": _replaced(spoil.TRADITIONAL),
    "name_spacing": lambda row, rng: row.update(name=spoil.spaced(row["name"], rng)),
    "name_dropped": _dropped,
    "name_placeholder": _hole,
    "name_former": _former,
    "name_dots": _dotted(lambda name: spoil.other_dot(name, random.Random(len(name)))),
    "name_order": _dotted(spoil.swapped_parts),
    "name_cut": _dotted(lambda name: spoil.truncated_name(name, 6 if len(name) > 6 else 4)),
}
