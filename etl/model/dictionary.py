"""The data dictionary: every table and column of the flow, in Chinese and in English, written from the contracts.

`python -m etl.model.dictionary` writes `docs/data-dictionary.zh.md` and `docs/data-dictionary.en.md`; a test keeps
them current. Nothing is said here that does not stand in a contract, a source mapping or the vocabulary.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import yaml

from etl.model.contracts import Column, Contract, Layer, load_contracts, vocabulary
from etl.model.sources import SourceSpec, TableSpec, load_sources

Language = Literal["zh", "en"]

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "docs"
SOURCES = ROOT / "connectors"
PUBLIC = ROOT / "etl" / "publish" / "public.yaml"
"""What a public release holds."""
LAYERS: tuple[Layer, ...] = ("published", "canonical", "working")


@dataclass(frozen=True)
class Words:
    """What the dictionary itself says, in one language."""

    title: str
    generated: str
    intro: str
    layers: Mapping[Layer, tuple[str, str]]
    systems: str
    system_head: Sequence[str]
    column_head: Sequence[str]
    native_head: str
    key: str
    types: Mapping[str, str]
    optional: str
    masks: Mapping[str, str]
    restricted: str
    kinds: str
    in_kinds: Mapping[bool, str]
    """The kinds that hold a table: one that a public release has, and one that it lacks."""
    not_public: str
    blank_in_public: str
    codes: str
    vocabulary: Mapping[str, str]
    vocabulary_head: Sequence[str]
    deliveries: Mapping[str, str]
    versions: str
    stop: str
    colon: str
    comma: str


ZH = Words(
    title="数据字典",
    generated="由 `python -m etl.model.dictionary` 依据 `etl/model/` 与 `connectors/*/source.yaml` 生成，请勿手工修改。",
    intro=(
        "月份一律为六位整数（202406），金额单位为元、两位小数。标“可空”的列为空表示不知道或不适用；其余文本列以空串表示不知道。"
        "标“仅受限版”的列在存储中加密，只出现在受限版发布中；标“遮盖”的列在公示版中遮盖。"
    ),
    layers={
        "published": ("发布的表", "每期发布文件夹中的表，一张表一个 Parquet 文件。"),
        "canonical": ("规范表", "来源原文转为有类型的标准列。“原列”是来源系统自己的列名或代码。"),
        "working": ("步骤之间的表", "核实过程内部使用，不发布。"),
    },
    systems="来源系统",
    system_head=("系统", "名称", "主管部门", "方式", "用途"),
    column_head=("列", "含义", "类型", "说明"),
    native_head="原列",
    key="主键",
    types={
        "text": "文本",
        "int": "整数",
        "float": "小数",
        "decimal": "金额或数量（18,2）",
        "date": "日期",
        "flag": "是否",
        "time": "时间",
    },
    optional="可空",
    masks={"name": "姓名，公示版遮盖", "id": "证件号码，遮盖"},
    restricted="仅受限版",
    kinds="发布种类",
    in_kinds={True: "内部版、受限版、公示版", False: "内部版、受限版"},
    not_public="公示版没有",
    blank_in_public="公示版为空",
    codes="取值",
    vocabulary={"schemes": "补贴项目", "funds": "资金来源", "alerts": "疑点"},
    vocabulary_head=("代码", "名称"),
    deliveries={"files": "文件", "sql": "数据库", "gateway": "接口"},
    versions="状态表：每次提取的行自该来源数据时间起成为一个版本。",
    stop="。",
    colon="：",
    comma="、",
)
EN = Words(
    title="Data dictionary",
    generated="Written by `python -m etl.model.dictionary` from `etl/model/` and `connectors/*/source.yaml`; don't edit.",
    intro=(
        "Months are whole numbers of six digits (202406), money is yuan with two decimals. An optional column is null "
        "when unknown or not applicable; other text columns are empty when unknown. Columns that are `restricted` are "
        "encrypted at rest and stand only in a restricted release; masked ones are masked in a public release."
    ),
    layers={
        "published": ("Published tables", "The tables of a release folder, a Parquet file each."),
        "canonical": (
            "Conformed tables",
            "What the sources said, typed. The native column is the source's own name or code.",
        ),
        "working": ("Tables between steps", "Used inside the flow and not published."),
    },
    systems="Source systems",
    system_head=("system", "name", "kept by", "delivery", "purpose"),
    column_head=("column", "meaning", "type", "notes"),
    native_head="native column",
    key="Key",
    types={
        "text": "text",
        "int": "int",
        "float": "float",
        "decimal": "decimal(18,2)",
        "date": "date",
        "flag": "flag",
        "time": "time",
    },
    optional="optional",
    masks={"name": "a name, masked in public", "id": "an ID number, masked"},
    restricted="restricted",
    kinds="Kinds of release",
    in_kinds={True: "internal, restricted, public", False: "internal, restricted"},
    not_public="not in public",
    blank_in_public="empty in public",
    codes="one of",
    vocabulary={"schemes": "Schemes", "funds": "Funds", "alerts": "Alerts"},
    vocabulary_head=("code", "name"),
    deliveries={"files": "files", "sql": "database", "gateway": "gateway"},
    versions="A state table: each pull's row is a version from that source's data time on.",
    stop=".",
    colon=": ",
    comma=", ",
)
WORDS: Mapping[Language, Words] = {"zh": ZH, "en": EN}


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield "| " + " | ".join(head) + " |"
    yield "| " + " | ".join("---" for _ in head) + " |"
    for row in rows:
        yield "| " + " | ".join(_cell(cell) for cell in row) + " |"
    yield ""


def _notes(column: Column, words: Words, public: str = "") -> str:
    """`public`: what a public release makes of the column."""
    notes = [public] if public else []
    if column.optional:
        notes.append(words.optional)
    if column.see == "restricted":
        notes.append(words.restricted)
    if column.mask:
        notes.append(words.masks[column.mask])
    if column.codes:
        notes.append(words.codes + words.colon + " ".join(f"`{code}`" for code in column.codes))
    return words.comma.join(notes)


def _said(zh: str, en: str, language: Language) -> str:
    return zh if language == "zh" else en


def _public(contract: Contract, words: Words, language: Language) -> tuple[str, dict[str, str]]:
    """The kinds of release that hold a published table, and what the public one makes of its columns."""
    rules: dict[str, Any] = yaml.safe_load(PUBLIC.read_text(encoding="utf-8"))
    is_public = contract.name in rules["tables"]
    says = words.in_kinds[is_public]
    if not is_public:
        return says, {}
    rows = rules["rows"].get(contract.name)
    if rows:
        says += f" ({rows[language]})" if language == "en" else f"（{rows[language]}）"
    shown = rules.get(contract.name, contract.names)
    made = {name: words.not_public for name in contract.names if name not in shown}
    # Of a restricted column it is said already where it stands.
    blank = [one.name for one in contract.columns if one.see != "restricted"]
    blank = [name for name in rules["blank"].get(contract.name, ()) if name in blank]
    return says, made | dict.fromkeys(blank, words.blank_in_public)


def _contract(
    contract: Contract, source: TableSpec | None, words: Words, language: Language, *, is_published: bool
) -> Iterator[str]:
    yield f"### {contract.name}"
    yield ""
    yield _said(contract.zh, contract.en, language) + words.stop
    if source is not None and source.versions:
        yield words.versions
    yield ""
    yield words.key + words.colon + words.comma.join(f"`{name}`" for name in contract.key)
    yield ""
    public: dict[str, str] = {}
    if is_published:
        kinds, public = _public(contract, words, language)
        yield words.kinds + words.colon + kinds + words.stop
        yield ""
    head = [*words.column_head]
    natives: Mapping[str, str] = {}
    if source is not None:
        head.insert(1, words.native_head)
        natives = {column.name: native for native, column in source.columns.items()}
    rows = []
    for column in contract.columns:
        meaning = _said(column.zh, column.en, language)
        row = [
            f"`{column.name}`",
            meaning,
            words.types[column.type],
            _notes(column, words, public.get(column.name, "")),
        ]
        if source is not None:
            row.insert(1, natives.get(column.name, ""))
        rows.append(row)
    yield from _table(head, rows)


def _systems(specs: Mapping[str, SourceSpec], words: Words, language: Language) -> Iterator[str]:
    yield f"## {words.systems}"
    yield ""
    yield from _table(
        words.system_head,
        [
            (
                f"`{spec.system}`",
                spec.zh,
                spec.office,
                words.deliveries[spec.delivery],
                _said(spec.purpose_zh, spec.purpose_en, language),
            )
            for spec in specs.values()
        ],
    )


def render(language: Language, sources: Path = SOURCES) -> str:
    """The whole dictionary in one language."""
    words = WORDS[language]
    specs = load_sources(sources)
    tables = {table.source: table for spec in specs.values() for table in spec.tables.values()}
    lines = [f"# {words.title}", "", words.generated, "", words.intro, ""]
    lines += _systems(specs, words, language)
    for layer in LAYERS:
        heading, says = words.layers[layer]
        lines += [f"## {heading}", "", says, ""]
        for name, contract in load_contracts(layer).items():
            source = tables.get(name) if layer == "canonical" else None
            lines += _contract(contract, source, words, language, is_published=layer == "published")
    for name, entries in vocabulary().items():
        lines += [f"## {words.vocabulary[name]}", ""]
        lines += _table(words.vocabulary_head, [(f"`{code}`", zh) for code, zh in entries.items()])
    return "\n".join(lines).rstrip("\n") + "\n"


def path_of(language: Language, folder: Path = FOLDER) -> Path:
    return folder / f"data-dictionary.{language}.md"


def main() -> None:
    for language in WORDS:
        path_of(language).write_text(render(language), encoding="utf-8")


if __name__ == "__main__":
    main()
