"""The counties of the stand-in world. Codes and names of counties are real, everything in them is invented.

Belongs here: geography and what follows from it (area, names' style, the region digits of invented IDs).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Area = Literal["GX", "QZ", "SX", "GZ", "NM"]


@dataclass(frozen=True)
class County:
    """One county: where it lies and which policy area rules it. `ids` are the region digits of IDs issued there."""

    code: str
    name: str
    city: str
    province: str
    area: Area
    ids: str
    townships: tuple[str, ...]

    @property
    def style(self) -> str:
        """Whose names are common here."""
        return "GX" if self.area == "QZ" else self.area


COUNTIES: dict[str, County] = {
    county.code: county
    for county in (
        County(
            "451024",
            "德保县",
            "百色市",
            "广西壮族自治区",
            "GX",
            "459924",
            ("城关镇", "足荣镇", "隆桑镇", "巴头乡"),
        ),
        County(
            "450722",
            "浦北县",
            "钦州市",
            "广西壮族自治区",
            "QZ",
            "459922",
            ("小江街道", "泉水镇", "石埇镇", "安石镇"),
        ),
        County(
            "141034", "汾西县", "临汾市", "山西省", "SX", "459934", ("永安镇", "对竹镇", "勍香镇", "僧念镇")
        ),
        County(
            "520327", "凤冈县", "遵义市", "贵州省", "GZ", "459927", ("龙泉镇", "进化镇", "琊川镇", "蜂岩镇")
        ),
        County(
            "150426",
            "翁牛特旗",
            "赤峰市",
            "内蒙古自治区",
            "NM",
            "459926",
            ("乌丹镇", "桥头镇", "广德公镇", "海拉苏镇"),
        ),
        County(
            "450703",
            "钦北区",
            "钦州市",
            "广西壮族自治区",
            "QZ",
            "459903",
            ("大垌镇", "平吉镇", "青塘镇", "小董镇"),
        ),
        County(
            "451026",
            "那坡县",
            "百色市",
            "广西壮族自治区",
            "GX",
            "459928",
            ("城厢镇", "平孟镇", "龙合镇", "坡荷乡"),
        ),
        County(
            "451027",
            "凌云县",
            "百色市",
            "广西壮族自治区",
            "GX",
            "459929",
            ("泗城镇", "逻楼镇", "加尤镇", "下甲镇"),
        ),
        County(
            "451028",
            "乐业县",
            "百色市",
            "广西壮族自治区",
            "GX",
            "459930",
            ("同乐镇", "甘田镇", "新化镇", "花坪镇"),
        ),
        County(
            "451029",
            "田林县",
            "百色市",
            "广西壮族自治区",
            "GX",
            "459931",
            ("乐里镇", "旧州镇", "定安镇", "六隆镇"),
        ),
    )
}

PROVINCE_OFFICE = "人力资源和社会保障局"
SUPERVISING_OFFICE = "乡村振兴局"
MISSING_REGISTER = "450703"
FIVE_AREAS = ("451024", "450722", "141034", "520327", "150426")
