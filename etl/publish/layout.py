"""The workbook's layout as read from `headings.yaml`: sheets, headings, words for codes, colours.

Not here: writing cells (`workbook.py`) and choosing rows (`sheets.py`).
"""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from etl.model import plain_yaml
from etl.model.contracts import load_contracts, published, vocabulary

Kind = Literal["text", "int", "money", "number", "date", "month", "share", "code"]


class Part(BaseModel):
    """A part of the layout; unknown keys are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Heading(Part):
    """A heading and the column behind it."""

    column: str
    heading: str
    kind: Kind
    width: float
    words: str = ""
    group: str = ""
    sum: bool = False
    is_once: bool = False
    """The sum counts each payment once, also where several rows name it."""
    is_plain: bool = False
    """A word that names something and judges nothing: it has no colour."""


class Sheet(Part):
    """A sheet: its title, where its rows come from, and its headings."""

    title: str
    rows_from: str
    columns: tuple[Heading, ...]
    freeze: int = 0
    note: str = ""
    is_plain: bool = False
    """The note is the sheet's own text and no warning."""
    left: str = "填报单位：{unit}（盖章）"
    right: str = "统计时间：截至{day}　单位：人、元"
    """What stands below the title at both ends."""
    paper: Literal["A4", "A3"] = "A4"
    breaks: tuple[str, ...] = ()
    """Columns with which a further page begins, the frozen ones before them."""


class Block(Part):
    """A small table on the sheet about the data."""

    heading: str
    columns: tuple[Heading, ...]


class Guide(Part):
    """A part of the page that says how to fill in and read: what each thing means."""

    heading: str
    rows: tuple[tuple[str, str], ...]


class Counties(Part):
    """What stands on the page by county besides its figures."""

    empty: str
    ties: Mapping[str, str]
    seals: tuple[str, ...]
    opinion: str


class Colour(Part):
    """A fill and what it means."""

    fill: str
    means: str


class Layout(Part):
    """The whole workbook."""

    row_limit: int
    fonts: Mapping[str, str]
    colours: Mapping[str, Colour]
    colour_of: Mapping[str, str]
    sheets: Mapping[str, Sheet]
    blocks: Mapping[str, Block]
    reading: tuple[str, ...]
    guide: tuple[Guide, ...]
    counties: Counties
    sign_off: str
    words: Mapping[str, Mapping[str, str]]
    labels: Mapping[str, str]

    def label(self, code: str, level: str) -> str:
        """What an alert says of a row in one word: 重复 only where something stands twice."""
        return self.labels.get(code) or self.words["level"].get(level, level)

    def said(self, words: str, code: str) -> str:
        """A code, or a list of codes joined by a comma, in Chinese; an unknown code as it is."""
        known = self.words.get(words, {})
        return "、".join(known.get(one, one) for one in code.split(",")) if code else ""


def read_yaml(name: str) -> Any:
    return plain_yaml.read_yaml(files("etl.publish").joinpath(name).read_text(encoding="utf-8"))


@cache
def layout() -> Layout:
    """The shipped layout, with the vocabulary's schemes and alerts and the headings of the ledger as words besides."""
    made = Layout.model_validate(read_yaml("headings.yaml"))
    columns = {
        column.name: column.zh for table in ("ledger", "employment") for column in published(table).columns
    }
    names = {"scheme": dict(vocabulary()["schemes"]), "alert": dict(vocabulary()["alerts"])}
    words = {**made.words, **names, "column": columns, "fund": dict(vocabulary()["funds"])}
    # What a source is called by its own name where the workbook has no shorter one.
    sources = {source: contract.zh for source, contract in load_contracts("canonical").items()}
    words["source"] = sources | dict(made.words["source"])
    words["any"] = dict(words["scheme"]) | {
        code: zh
        for name in ("outcome", "exit", "verdict", "workshop_state", "operator_state", "kind")
        for code, zh in made.words[name].items()
    }
    return made.model_copy(update={"words": words})
