"""Names of people as the areas have them, made from character lists; and names of firms and workshops.

Belongs here: how a name is made. Does not belong here: how it is spoilt in a row (spoil.py). The weights of
surnames are rounded shares of the areas; nobody's real name is looked up anywhere.
"""

from __future__ import annotations

import random
from collections.abc import Sequence

SURNAMES: dict[str, tuple[str, str]] = {
    # area: (surnames, weights as digits 1..9, one a surname)
    "GX": ("黄李陈韦梁覃陆农罗莫潘唐蒙岑许廖吴杨周刘张何林赵邓卢凌班闭零", "965755532222222222222222221111"),
    "SX": ("王张李刘郭赵杨高马任武贾郝梁薛冯白闫侯史常段孙周韩", "9986443322222221111111111"),
    "GZ": ("杨李王张陈罗吴石龙潘刘周田安冉申黎姚谢任向覃韦陆蒙", "6665543222322111111111111"),
    "NM": ("王李张刘赵孙白包金陈杨马于徐高郭吴宝海何孟齐", "8886332322222211112111"),
}
COMPOUND = ("欧阳", "上官", "司徒", "皇甫", "令狐", "诸葛")
MEN = "国建军明华文志永德海生金忠平林强勇伟福荣成学家东新天光春世正宏胜贵兴振启安庆良元祥景远培凯辉杰超斌鹏龙波涛磊"
WOMEN = "秀英玉兰华梅凤珍芳桂红香玲丽春美小金爱月素莲琴燕霞艳彩云青翠妹静敏娟萍慧淑清佩巧琼瑞雪银娥芝婷晓欣怡"
SINGLE_MEN = "勇军伟强明涛飞刚斌杰华林波辉鹏超建磊龙平"
SINGLE_WOMEN = "丽敏燕静艳玲梅红霞芳琴娟英萍兰凤雪婷慧秀"
MONGOL_MEN = (
    "巴特尔", "巴图", "宝力高", "布和", "朝鲁", "达来", "额尔敦", "格日勒图", "哈斯", "吉日嘎拉", "孟和", "牧仁", "那顺",
    "敖其尔", "苏和", "特木尔", "乌力吉", "阿古拉", "阿拉坦", "白音", "毕力格", "查干", "呼格吉勒", "斯日古楞", "恩和",
)  # fmt: skip
MONGOL_WOMEN = (
    "其其格", "萨仁", "乌云", "娜仁", "高娃", "托娅", "琪琪格", "塔娜", "乌日娜", "萨日娜", "阿茹娜", "苏布达", "托雅", "通拉嘎",
    "斯琴", "娜布其", "哈斯", "乌兰", "金花", "图雅", "敖登", "娜日苏", "阿拉腾", "其木格", "格日乐",
)  # fmt: skip
DOTTED = (
    ("阿依古丽", "买买提"), ("古丽娜尔", "艾合买提"), ("热孜万", "吐尔逊"), ("帕提古丽", "阿布都拉"), ("努尔比亚", "司马义"),
    ("米热古丽", "肉孜"), ("再努尔", "依明"), ("阿孜古丽", "玉素甫"),
)  # fmt: skip
ETHNIC: dict[str, tuple[str, ...]] = {
    "GX": ("壮族", "壮族", "壮族", "汉族", "瑶族"),
    "SX": ("汉族",),
    "GZ": ("汉族", "汉族", "土家族", "苗族", "仡佬族"),
    "NM": ("汉族", "汉族", "蒙古族"),
}
FIRM_WORDS = "鑫盛恒达源兴隆泰丰裕和顺美佳旺永信诚德宏亿康瑞祥富华联创锦绣"
TRADES = ("服饰", "电子", "编织", "食品", "玩具", "茶叶", "竹制品", "鞋材", "手工艺", "农产品")
PRODUCTS = ("服装加工", "电子元件组装", "竹编", "茶叶加工", "玩具缝制", "果蔬分拣", "绣球制作", "鞋面加工")


def surname(style: str, rng: random.Random) -> str:
    chars, weights = SURNAMES[style]
    if rng.random() < 0.001:
        return rng.choice(COMPOUND)
    return rng.choices(chars, weights=[int(w) for w in weights])[0]


def given(sex: str, rng: random.Random) -> str:
    """One character in about a sixth of the names, else two."""
    if rng.random() < 0.15:
        return rng.choice(SINGLE_MEN if sex == "男" else SINGLE_WOMEN)
    pool = MEN if sex == "男" else WOMEN
    return rng.choice(pool) + rng.choice(pool)


def person_name(style: str, sex: str, rng: random.Random, ethnic: str = "") -> str:
    if ethnic == "蒙古族" and rng.random() < 0.7:
        pool: Sequence[str] = MONGOL_MEN if sex == "男" else MONGOL_WOMEN
        name = rng.choice(pool)
        return name + rng.choice([part for part in pool if part != name]) if rng.random() < 0.6 else name
    return surname(style, rng) + given(sex, rng)


def name_with(style: str, sex: str, char: str, rng: random.Random) -> str:
    """A three-character name whose last character is `char`."""
    return surname(style, rng)[0] + rng.choice(MEN if sex == "男" else WOMEN) + char


def firm_name(place: str, kind: str, rng: random.Random) -> str:
    """A firm (91), household business (92) or cooperative (93) of a county."""
    core = "".join(rng.sample(FIRM_WORDS, 3)) + rng.choice(TRADES)
    tail = {"91": "有限公司", "92": "加工坊", "93": "农民专业合作社"}[kind]
    return f"{place}{core}{tail}"
