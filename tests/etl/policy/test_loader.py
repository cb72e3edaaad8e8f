"""Policy files that can't be used are refused with file, line, key and what is allowed; good ones become forms."""

import importlib
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from etl.policy import read
from etl.policy.read import SHIPPED, Fault, PolicyError
from etl.policy.schema import json_schema

POLICY = Path(__file__).resolve().parents[2] / "policy"
SIXTH = POLICY / "sixth"

DOCUMENT = (SIXTH / "hunan.yaml").read_text(encoding="utf-8")
WHOLE = "(the whole file)"


class Broken:
    """One thing broken in a document, and how the fault has to be told (tests/policy/broken.yaml)."""

    def __init__(self, entry: dict[str, Any]) -> None:
        self.name: str = entry["name"]
        self.line: int = entry["line"]
        self.key: str = entry["key"]
        self.says: str = entry["says"]
        self.passes_schema = entry.get("schema") == "passes"
        text = entry.get("whole", DOCUMENT)
        if "was" in entry:
            assert text.count(entry["was"]) == 1, f"{self.name}: what is replaced stands there once"
            text = text.replace(entry["was"], entry["now"])
        self.content: bytes = text.encode(entry.get("encoding", "utf-8"))
        self.is_text = "encoding" not in entry

    def write(self, folder: Path) -> None:
        (folder / f"{self.name}.yaml").write_bytes(self.content)


BROKEN = {
    entry["name"]: Broken(entry)
    for entry in yaml.safe_load((POLICY / "broken.yaml").read_text(encoding="utf-8"))
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_is_refused_with_its_line_and_key(name: str, tmp_path: Path) -> None:
    broken = BROKEN[name]
    broken.write(tmp_path)
    with pytest.raises(PolicyError) as refused:
        read.load(tmp_path)
    found = [(fault.file, fault.line, fault.key or WHOLE) for fault in refused.value.faults]
    assert (f"{name}.yaml", broken.line, broken.key) in found
    said = [str(fault) for fault in refused.value.faults if fault.line == broken.line]
    assert any(broken.says in text for text in said), said


def test_all_faults_of_all_files_are_named_at_once(tmp_path: Path) -> None:
    BROKEN["octal_number"].write(tmp_path)
    BROKEN["duplicate_key"].write(tmp_path)
    with pytest.raises(PolicyError) as refused:
        read.load(tmp_path)
    assert [fault.file for fault in refused.value.faults] == ["duplicate_key.yaml", "octal_number.yaml"]


def test_two_files_with_one_document_are_refused(tmp_path: Path) -> None:
    shutil.copy(SIXTH / "hunan.yaml", tmp_path / "one.yaml")
    shutil.copy(SIXTH / "hunan.yaml", tmp_path / "two.yaml")
    with pytest.raises(PolicyError, match="the document HN also stands in one"):
        read.load(tmp_path)


def test_a_folder_without_a_document_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match="no policy document"):
        read.load(tmp_path)


def test_a_draft_takes_the_place_of_its_document(tmp_path: Path) -> None:
    draft = tmp_path / "draft.yaml"
    text = (SHIPPED / "shanxi-2022-1.yaml").read_text(encoding="utf-8")
    draft.write_text(text.replace('"1500.00"', '"1800.00"'), encoding="utf-8")
    policy = read.load(drafts=[draft])
    assert len(policy.documents) == 5
    shanxi = next(document for document in policy.documents if document.id == "SX")
    assert '"1800.00"' in shanxi.model_dump_json()


def test_the_sixth_document_is_yaml_only() -> None:
    policy = read.load(SIXTH)
    assert [document.id for document in policy.documents] == ["HN"]


def test_the_shipped_policy_has_no_fault() -> None:
    policy = read.load()
    assert {document.id for document in policy.documents} == {"GX", "SX", "QZ", "GZ", "NM"}
    assert set(policy.hashes) == {path.name for path in SHIPPED.glob("*.yaml")}


def test_quoted_text_that_looks_like_a_number_stays_text() -> None:
    tree = read.read_yaml("x.yaml", 'area: "0450"\nword: "yes"\nday: 2022-06-24\ncount: 5\nflag: false\n')
    assert not tree.faults
    assert tree.value == {"area": "0450", "word": "yes", "day": "2022-06-24", "count": 5, "flag": False}


def test_a_key_that_reads_as_a_flag_is_refused() -> None:
    tree = read.read_yaml("x.yaml", "counting:\n  no: 5\n")
    assert [(fault.line, fault.key) for fault in tree.faults] == [(2, "counting.no")]


def test_a_fault_says_file_line_and_key() -> None:
    assert str(Fault("a.yaml", 3, "title", "unknown key")) == "a.yaml:3: title: unknown key"


def test_areas_hold_provinces_prefectures_and_counties() -> None:
    areas = read.read_areas("# note\n45\n4507 02 21\n")
    assert areas == {"45", "4507", "450702", "450721"}


@pytest.fixture(scope="module")
def editor() -> Any:
    """What an editor holds a file against."""
    schema = json.loads(json_schema())
    validator = importlib.import_module("jsonschema").Draft202012Validator
    validator.check_schema(schema)
    return validator(schema)


def test_the_schema_accepts_every_document(editor: Any) -> None:
    files = [path for path in SHIPPED.glob("*.yaml") if path.name not in read.SHARED]
    assert len(files) == 5
    for path in [*files, *SIXTH.glob("*.yaml")]:
        tree = read.read_yaml(path.name, path.read_text(encoding="utf-8"))
        assert [error.message for error in editor.iter_errors(tree.value)] == [], path.name


def test_the_schema_refuses_every_fault_that_one_place_shows(editor: Any) -> None:
    # What it lets pass takes the calendar, the order of dates, or another place or file to be seen.
    let_pass = set()
    for broken in BROKEN.values():
        if broken.is_text:
            tree = read.read_yaml(broken.name, broken.content.decode())
            if not tree.faults and editor.is_valid(tree.value):
                let_pass.add(broken.name)
    assert let_pass == {broken.name for broken in BROKEN.values() if broken.passes_schema}


# --- what a folder holds ------------------------------------------------------------------------------------------


def faults_with(tmp_path: Path, name: str, content: bytes | None) -> list[str]:
    """What is said of the shipped folder with one more, or another, file in it; None: a folder of that name."""
    folder = tmp_path / "policy"
    shutil.copytree(SHIPPED, folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    if content is None:
        (folder / name).mkdir()
    else:
        (folder / name).write_bytes(content)
    with pytest.raises(PolicyError) as refused:
        read.load(folder)
    return [str(fault) for fault in refused.value.faults]


@pytest.mark.parametrize("name", ["draft.yml", "DRAFT.YAML"])
def test_a_document_that_would_be_passed_over_for_its_name_is_refused(tmp_path: Path, name: str) -> None:
    (said,) = faults_with(tmp_path, name, (SIXTH / "hunan.yaml").read_bytes())
    assert said == f"{name}:1: (the whole file): a policy file's name ends in .yaml, in small letters"


def test_what_can_not_be_read_is_named(tmp_path: Path) -> None:
    (said,) = faults_with(tmp_path, "folder.yaml", None)
    assert said.startswith("folder.yaml:1: (the whole file): can't be read")


def test_areas_in_another_encoding_are_refused(tmp_path: Path) -> None:
    (said,) = faults_with(tmp_path, "areas.txt", "45\n14 # 山西\n".encode("gbk"))
    assert said.startswith("areas.txt:2: (the whole file): not written in UTF-8")


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("year: 2022", "year: 2021", "2022-01-01 does not lie in 2021"),
        ("to: 2021-01-03}", "to: 2021-02-12}", "2021-02-11 stands in two spans of days off"),
        ("worked: [2021-02-07", "worked: [2021-02-13", "2021-02-13 is both off and worked"),
        ("worked: [2021-02-07", "worked: [2021-02-07, 2021-02-07", "a worked day stands twice"),
        ("worked: [2021-02-07", "worked: [2021-02-08", "2021-02-08 is a weekday"),
        ("worked: [2021-02-07", "worked: [2021-02-30", "2021-02-30 is no date of the calendar"),
    ],
)
def test_a_holiday_notice_that_contradicts_itself_is_refused(
    tmp_path: Path, old: str, new: str, says: str
) -> None:
    text = (SHIPPED / read.WORKDAYS).read_text(encoding="utf-8").replace(old, new, 1)
    (said,) = faults_with(tmp_path, read.WORKDAYS, text.encode())
    assert says in said
    assert said.startswith("workdays.yaml:")
