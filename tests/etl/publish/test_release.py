"""A small release: whole, the same each time, showing to each kind only what it may show; tampering is found."""

import base64
import hashlib
import json
import re
import shutil
import subprocess
import sys
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow.parquet as pq
import pytest

from etl.config import HitRate
from etl.engine.tables import tables_of
from etl.model.contracts import load_contracts, published
from etl.publish import verify_release
from etl.publish.kinds import Kind
from etl.publish.notices import NoticeSettings
from etl.publish.release import ReleaseError, build_release, make_tables, shown_tables
from etl.publish.signing import Ed25519Signer, Sm2Signer, seal, sm2_pair
from etl.publish.trace import TraceError, trace
from etl.publish.verify import verify
from etl.store.keys import make_key
from tests.etl.publish.small import COUNTY, MONTH, NAMES, county, number, request, shop, worked

SIGNER = Ed25519Signer(b"s" * 32)
OTHER = Ed25519Signer(b"t" * 32)
KEY = bytes.fromhex(SIGNER.public_key)
ALL: tuple[Kind, ...] = ("internal", "restricted", "public")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, sources: Any) -> Path:
    folder = tmp_path_factory.mktemp("release")
    asked = request(
        sources,
        kinds=ALL,
        purpose="核发补贴",
        absent=("candidates",),
        signer=SIGNER,
        notice=NoticeSettings(
            "某县人社局", 5, "0000-1234567", "政务大厅", {"ABSORB_YEARLY": "某县公示办法"}, threshold=2
        ),
        paused={"away": "三季度不查"},
        hit_floor=HitRate(floor=Decimal("0.5"), checked_at_least=1),
    )
    rates = [
        hits("deceased", COUNTY, 3, 0),
        hits("deceased", "450722", 1, 1),
        hits("underage", COUNTY, 2, 1),
    ]
    with county({"alerts.hit_rates": rates}) as warehouse:
        build_release(folder / "out", warehouse, asked)
        build_release(folder / "again", warehouse, asked)
    return folder / "out"


def hits(code: str, county: str, checked: int, confirmed: int) -> dict[str, Any]:
    figures = {"raised": 9, "checked": checked, "confirmed": confirmed, "recovered": Decimal("10.00")}
    return {"code": code, "county": county, "month": 202311, **figures}


def everything(folder: Path) -> bytes:
    """All text of all files, workbooks unpacked."""
    found = b""
    for path in sorted(folder.rglob("*")):
        if path.suffix == ".parquet":
            found += json.dumps(pq.read_table(path).to_pylist(), ensure_ascii=False, default=str).encode()
        elif path.suffix == ".xlsx":
            with zipfile.ZipFile(path) as book:
                found += b"".join(book.read(name) for name in book.namelist())
        elif path.is_file():
            found += path.read_bytes()
    return found


def test_twice_the_same_bytes(made: Path) -> None:
    def hashes(folder: Path) -> dict[str, str]:
        files = [path for path in folder.rglob("*") if path.is_file()]
        return {str(p.relative_to(folder)): hashlib.sha256(p.read_bytes()).hexdigest() for p in files}

    assert hashes(made) == hashes(made.parent / "again")


def test_every_table_has_the_contracts_columns_and_a_unique_key(made: Path) -> None:
    names = {path.stem for path in (made / "internal").glob("*.parquet")}
    assert names >= {
        "ledger",
        "people",
        "links",
        "row_index",
        "employment",
        "alerts",
        "quarantine",
        "corrections",
    }
    assert "changes" not in names, "there is no previous release to compare with"
    assert "candidates" not in names, "what was not computed is absent"
    for name in names:
        table = pq.read_table(made / "internal" / f"{name}.parquet")
        contract = published(name)
        assert table.schema.remove_metadata().equals(contract.arrow_schema()), name
        assert table.group_by(list(contract.key)).aggregate([]).num_rows == table.num_rows, name
        for column in contract.columns:
            if not column.optional:
                assert table.column(column.name).null_count == 0, f"{name}.{column.name}"


def test_every_row_ref_leads_somewhere(made: Path) -> None:
    index = set(pq.read_table(made / "internal" / "row_index.parquet").column("row_ref").to_pylist())
    for name in load_contracts("published"):
        path = made / "internal" / f"{name}.parquet"
        if path.exists() and "row_ref" in published(name).names:
            refs = set(pq.read_table(path).column("row_ref").to_pylist()) - {None}
            assert refs <= index, name


def test_numbers_are_masked_but_in_a_restricted_release(made: Path) -> None:
    hidden, shown = everything(made / "internal"), everything(made / "restricted")
    assert not any(number(p).encode() in hidden for p in range(1, 7))
    assert number(1).encode() in shown
    people = pq.read_table(made / "internal" / "people.parquet").to_pylist()
    assert {row["id_number"] for row in people} == {None}
    assert people[0]["id_masked"] == f"{number(1)[:6]}********{number(1)[-4:]}"


def test_a_public_release_holds_nobodys_name_number_phone_or_group(made: Path) -> None:
    told = everything(made / "public")
    for person, name in enumerate(NAMES, start=1):
        assert number(person).encode() not in told
        assert name.encode() not in told
        assert f"1390000000{person}".encode() not in told
    assert "赵负责".encode() not in told
    assert {path.name for path in (made / "public").glob("*.parquet")} == {"people.parquet", "ledger.parquet"}
    for row in pq.read_table(made / "public" / "people.parquet").to_pylist():
        assert (row["groups"], row["village"], row["household_key"], row["id_number"]) == ("", "", None, None)
        assert row["id_masked"].startswith("4599**********")


def test_a_public_ledger_says_which_workshops_and_nothing_that_is_suspected(made: Path) -> None:
    ledger = pq.read_table(made / "public" / "ledger.parquet")
    assert ledger.column("workshop_name").to_pylist() == ["W1车间", "W2车间"]
    told = set(ledger.column_names)
    assert told < set(published("ledger").names)
    assert not told & {
        "open_alerts",
        "conclusion",
        "says",
        "over_this_year",
        "exit",
        "recognition",
        "mean_pay",
    }
    assert not [name for name in told if name.startswith("poverty_")]
    internal = pq.read_table(made / "internal" / "ledger.parquet").to_pylist()
    assert {row["conclusion"] for row in internal} == {"已核实", "存疑"}
    shown = everything(made / "public")
    assert "存疑".encode() not in shown
    assert "疑点".encode() not in shown


def notice_of(made: Path) -> Any:
    return openpyxl.load_workbook(next((made / "public").glob("公示_*.xlsx")))


def said(page: Any) -> str:
    return "".join(str(cell.value or "") for row in page.iter_rows() for cell in row)


def test_a_notice_is_of_the_month_alone_and_holds_planned_and_paid_apart(made: Path) -> None:
    book = notice_of(made)
    # Nothing is put up of what there is nothing of.
    assert book.sheetnames == ["拟发放公示", "已发放公开", "异议反映单"]
    text = said(book["已发放公开"])
    for told in ("政务大厅", "5个工作日", "0000-1234567", "某县人社局"):
        assert told in text
        assert told in said(book["拟发放公示"])
    # Paid in December: two people; what was paid in November is in no notice of December.
    rows = [row for row in book["已发放公开"].iter_rows(values_only=True) if row[0] in (1, 2, 3)]
    assert [row[0] for row in rows] == [1, 2]
    assert {row[-1] for row in rows} == {2000}
    told = book["已发放公开"]["A3"]
    assert told.value.startswith("依据")
    assert told.font.color is None or told.font.color.rgb != "FFC00000", "the notice's own text is no warning"
    assert book["已发放公开"].row_dimensions[3].height > 20, "its lines are all to be seen"
    assert "反映事项" in said(book["异议反映单"])


def test_people_are_listed_only_by_a_rule_and_never_one_alone(
    made: Path, sources: Any, tmp_path: Path
) -> None:
    book = notice_of(made)
    assert "某县公示办法" in said(book["已发放公开"])
    assert "4599**********" in said(book["已发放公开"])
    # One person alone is planned for: below the threshold of two no list, and no number.
    planned = said(book["拟发放公示"])
    assert "姓名" not in planned
    assert "2000" in planned
    with county() as warehouse:
        build_release(tmp_path / "out", warehouse, request(sources, kinds=("public",)))
    assert pq.read_table(tmp_path / "out" / "public" / "people.parquet").num_rows == 0
    alone = said(notice_of(tmp_path / "out")["已发放公开"])
    assert "姓名" not in alone
    assert "（公示单位盖章）" in alone, "who puts it up signs, where the configuration names nobody"


def test_a_public_table_has_no_key_that_leads_to_another_release(made: Path) -> None:
    public = pq.read_table(made / "public" / "people.parquet").to_pylist()
    inside = {row["person_key"] for row in pq.read_table(made / "internal" / "people.parquet").to_pylist()}
    assert [row["person_key"] for row in public] == ["N000001", "N000002"]
    assert not {row["person_key"] for row in public} & inside
    assert all(key.encode() not in everything(made / "public") for key in inside)


def test_a_workshop_that_applied_and_meets_the_conditions_is_put_up(sources: Any, tmp_path: Path) -> None:
    changed = {"conform.workshops": [shop("W1", state="applied"), shop("W2", state="stopped")]}
    with county(changed) as warehouse:
        build_release(tmp_path / "out", warehouse, request(sources, kinds=("public",)))
    told = said(notice_of(tmp_path / "out")["拟认定公示"])
    assert "W1车间" in told
    assert "W2车间" not in told


def test_each_county_gets_its_account_and_a_page_for_each_open_alert(made: Path) -> None:
    account, pages = (
        next((made / "internal").glob(f"{name}_*_{MONTH}.docx")) for name in ("情况说明", "疑点核查反馈表")
    )
    text = zipfile.ZipFile(account).read("word/document.xml").decode()
    assert "列入台账的就业帮扶车间2个，申报用工6人" in text
    assert "已发放4000.00元" in text
    forms = zipfile.ZipFile(pages).read("word/document.xml").decode()
    assert forms.count("疑点核查反馈表") == 1
    assert forms.count('w:br w:type="page"') == 0
    for one in ("aa", "花名册", "□属实", "疑点不等于违规", "4599**", "反馈时限"):
        assert one.replace("4599**", f"{COUNTY}********") in forms


def test_a_restricted_release_needs_a_purpose(sources: Any, tmp_path: Path) -> None:
    with county() as warehouse, pytest.raises(ReleaseError, match="purpose"):
        build_release(tmp_path / "out", warehouse, request(sources, kinds=("restricted",), purpose=" "))


def test_every_table_of_the_room_is_asked_for(sources: Any, made: Path) -> None:
    """By a release of all kinds that has a release before it, or by another table."""
    asked = request(sources, after=made)
    own = set(tables_of("publish"))
    read = {name for table in tables_of("publish").values() for name in table.reads}
    assert own == (shown_tables(asked, ALL) | set(asked.tables.values()) | read) & own


def test_rows_that_speak_twice_are_said_and_one_stays(sources: Any, tmp_path: Path) -> None:
    twice = [
        {
            "row_ref": "hrss.rosters:b:99",
            "source": "hrss.rosters",
            "column": "NY",
            "reason": "unreadable",
            "says": says,
        }
        for says in ("月份无法读取", "月份无法读取", "没有月份")
    ]
    with county({"conform.quarantine_rows": twice}) as warehouse:
        info = build_release(tmp_path / "out", warehouse, request(sources))
    inside = tmp_path / "out" / "internal"
    rows = pq.read_table(inside / "quarantine.parquet").to_pylist()
    assert [row["says"] for row in rows] == ["月份无法读取"]
    books = [openpyxl.load_workbook(path) for path in inside.glob(f"校核纠错_*_{MONTH}.xlsx")]
    told = [cell.value for book in books for row in book["校核纠错"].iter_rows() for cell in row]
    assert told.count("hrss.rosters:b:99") + told.count("月份无法读取") == 1
    assert "未采用的行（quarantine）有1行主键重复，每个主键保留一行" in info.warnings


def test_the_purpose_is_recorded_where_numbers_are_shown(made: Path) -> None:
    assert json.loads((made / "restricted" / "manifest.json").read_bytes())["purpose"] == "核发补贴"
    assert json.loads((made / "internal" / "manifest.json").read_bytes())["purpose"] == ""


def test_the_manifest_counts_and_names_its_inputs(made: Path) -> None:
    content = json.loads((made / "internal" / "manifest.json").read_bytes())
    assert content["control_totals"]["hrss.rosters"] == {
        "rows": 7,
        "used": 6,
        "quarantined": 1,
        "repeats": 0,
        "superseded": 0,
    }
    assert content["files"]["employment.parquet"]["rows"] == 6
    assert content["made_from"]["snapshots"][0]["rows"] == 7
    assert content["made_from"]["previous_release"] is None
    assert len(content["release_id"]) == 12


def test_the_manifest_says_of_which_county_a_file_is(sources: Any, tmp_path: Path) -> None:
    """Two counties of one name: each has files of its own, told apart by its code."""
    other = "459902"
    changed: dict[str, Any] = {
        "conform.people": [
            {"pull_id": "c" * 12, "row_number": at, "village_code": f"{one}101001", "county_name": "城区"}
            for at, one in enumerate((COUNTY, other))
        ],
        "conform.workshops": [shop("W1"), shop("W2", county=other, area_code=f"{other}101")],
    }
    with county(changed) as warehouse:
        build_release(tmp_path / "out", warehouse, request(sources, kinds=ALL, purpose="核发补贴"))
    for kind in ALL:
        folder = tmp_path / "out" / kind
        content = json.loads((folder / "manifest.json").read_bytes())
        # Of the other there is nothing to put up.
        counties = {COUNTY} if kind == "public" else {COUNTY, other}
        assert content["counties"] == dict.fromkeys(counties, "城区")
        of = {name: said.get("county", "") for name, said in content["files"].items()}
        for one in counties:
            assert {name for name, code in of.items() if code == one} == {
                path.name for path in folder.iterdir() if f"_城区{one}_" in path.name
            }
        whole = {name for name, code in of.items() if not code and name.endswith(".xlsx")}
        assert not any("城区" in name for name in whole)
        assert set(of.values()) == {*counties, ""}


def test_an_unaltered_release_verifies_without_anything_installed(made: Path) -> None:
    script = Path(verify_release.__file__)
    command = [sys.executable, "-I", "-S", str(script), str(made), "--key", SIGNER.public_key]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.count("unaltered") == 3


def copied(made: Path, target: Path) -> Path:
    shutil.copytree(made, target)
    return target


@pytest.mark.parametrize("name", ["ledger.parquet", "manifest.json", "manifest.sig.json", "summary.html"])
@pytest.mark.parametrize("at", [0, -1])
def test_any_altered_byte_is_found_and_named(made: Path, tmp_path: Path, name: str, at: int) -> None:
    folder = copied(made / "internal", tmp_path / "copy")
    data = bytearray((folder / name).read_bytes())
    data[at] ^= 1
    (folder / name).write_bytes(data)
    altered = verify(folder, KEY)[0].altered
    expected = "manifest" if name.startswith("manifest") else name
    assert any(expected in one for one in altered)


def test_missing_added_and_resigned_files_are_found(made: Path, tmp_path: Path) -> None:
    folder = copied(made / "internal", tmp_path / "copy")
    (folder / "ledger.parquet").unlink()
    (folder / "extra.txt").write_text("x")
    assert verify(folder, KEY)[0].altered == ["ledger.parquet: missing", "extra.txt: not in the manifest"]
    other = copied(made / "internal", tmp_path / "other")
    seal(other, OTHER)
    (without,) = verify(other)
    assert without.is_whole
    assert ["whose the signature is was not checked" in one for one in without.limits] == [True]
    assert any("another key" in one for one in verify(other, KEY)[0].altered)
    seal(other, None)
    for key in (KEY, None):
        assert verify(other, key)[0].altered == ["manifest.sig.json: not signed"]


def test_a_signature_that_can_not_be_checked_is_no_proof_of_whose_it_is(made: Path, tmp_path: Path) -> None:
    """Otherwise whoever alters a release would only have to name another suite."""
    folder = copied(made / "internal", tmp_path / "copy")
    path = folder / "manifest.sig.json"
    content = json.loads(path.read_bytes()) | {"suite": {"hash": "sha256", "sig": "another"}}
    path.write_bytes(verify_release.canonical(content))
    altered = ["manifest.sig.json: signed in a way that can not be checked here"]
    assert verify(folder, KEY)[0].altered == altered
    assert verify(folder)[0].altered == altered
    assert any("another key" in one for one in verify(folder, bytes(32))[0].altered)


def test_a_release_signed_with_sm2_is_checked_where_the_extra_is_there(made: Path, tmp_path: Path) -> None:
    pytest.importorskip("gmssl_pyx", reason="gmssl-pyx (extra `gm`) is not installed")
    ours, other = (
        Sm2Signer(make_key(tmp_path / "keys" / name, sm2_pair).secret) for name in ("sm2.key", "other.key")
    )
    again = Sm2Signer(make_key(tmp_path / "keys" / "sm2.key", sm2_pair).secret)
    assert again.public_key == ours.public_key != other.public_key
    assert "pair" not in repr(ours)
    folder = copied(made / "internal", tmp_path / "copy")
    seal(folder, ours)
    key = bytes.fromhex(ours.public_key)
    assert verify(folder)[0].signature.startswith("valid for the key that it names")
    assert (verify(folder, key)[0].is_whole, verify(folder, key)[0].signature) == (True, "valid")
    assert any("another key" in one for one in verify(folder, bytes.fromhex(other.public_key))[0].altered)
    path = folder / "manifest.sig.json"
    content = json.loads(path.read_bytes())
    forged = {**content, "signature": base64.b64encode(other.sign(b"x")).decode()}
    path.write_bytes(verify_release.canonical(forged))
    assert verify(folder, key)[0].altered == ["manifest.json: signature does not hold"]


def test_what_is_not_a_file_of_the_release_is_found(made: Path, tmp_path: Path) -> None:
    folder = copied(made, tmp_path / "copy")
    inside = folder / "internal"
    shutil.move(inside / "ledger.parquet", tmp_path / "elsewhere")
    (inside / "ledger.parquet").symlink_to(tmp_path / "elsewhere")
    (inside / "empty").mkdir()
    (folder / "readme.txt").write_text("x")
    assert verify(folder, KEY)[0].altered == [
        "ledger.parquet: a link in the place of the file",
        "empty: not in the manifest",
        "../readme.txt: not part of a release",
    ]


def test_a_kind_in_the_place_of_another_is_found(made: Path, tmp_path: Path) -> None:
    folder = copied(made, tmp_path / "copy")
    shutil.rmtree(folder / "public")
    shutil.copytree(folder / "restricted", folder / "public")
    _, _, public = verify(folder, KEY)
    assert public.altered == ["manifest.json: of a release of the kind restricted"]


def test_kinds_of_two_releases_are_told_apart(made: Path, tmp_path: Path) -> None:
    folder = copied(made, tmp_path / "copy")
    manifest = json.loads((folder / "public" / "manifest.json").read_bytes()) | {"release_id": "f" * 12}
    (folder / "public" / "manifest.json").write_bytes(verify_release.canonical(manifest))
    seal(folder / "public", SIGNER)
    found = [one for report in verify(folder, KEY) for one in report.altered]
    assert len(found) == 1
    assert found[0].startswith(f"manifest.json: of the release {'f' * 12}, not ")


def test_without_a_manifest_nothing_else_is_said_of_the_files(made: Path, tmp_path: Path) -> None:
    folder = copied(made / "internal", tmp_path / "copy")
    (folder / "manifest.json").unlink()
    (report,) = verify(folder, KEY)
    assert report.altered == ["manifest.json: missing"]
    assert "not checked" in report.notes[0]


def test_the_chain_is_followed_as_far_as_releases_lie_there(made: Path, tmp_path: Path) -> None:
    before = copied(made, tmp_path / "202311" / ("a" * 12)) / "internal" / "manifest.json"
    inside = copied(made / "internal", tmp_path / "202312" / ("b" * 12) / "internal")
    manifest = json.loads((inside / "manifest.json").read_bytes())
    manifest["made_from"]["previous_release"] = {
        "release_id": "a" * 12,
        "ledger_month": 202311,
        "manifest_sha256": hashlib.sha256(before.read_bytes()).hexdigest(),
    }
    (inside / "manifest.json").write_bytes(verify_release.canonical(manifest))
    seal(inside, SIGNER)
    (report,) = verify(inside, KEY)
    assert (report.is_whole, report.chain, report.notes) == (True, 1, [])
    before.write_bytes(before.read_bytes().replace(b"internal", b"InternaL", 1))
    (report,) = verify(inside, KEY)
    assert ["202311/" in one and "broken chain" in one for one in report.altered] == [True]
    shutil.rmtree(tmp_path / "202311")
    (report,) = verify(inside, KEY)
    assert report.is_whole
    assert ["202311/" in one and "the chain ends here" in one for one in report.notes] == [True]


def test_every_finding_is_said_in_chinese(made: Path, tmp_path: Path) -> None:
    folder = copied(made / "internal", tmp_path / "copy")
    (folder / "ledger.parquet").unlink()
    (folder / "extra.txt").write_text("x")
    seal(folder, OTHER)
    told = "\n".join(verify_release.lines(verify(folder, KEY)[0], "zh"))
    assert "已被改动" in told
    assert ["ledger.parquet：缺少" in told, "extra.txt：清单中没有" in told, "公钥" in told] == [True] * 3
    assert not [word for word in ("missing", "not ", "signed", "another") if word in told]


def test_changes_say_which_cell_was_what(made: Path, sources: Any, tmp_path: Path) -> None:
    now = {
        "conform.workshops": [shop("W1", address="新圩镇9号"), shop("W3")],
        "verify.worker_months": [worked(1), worked(2, verdict="declared_only")],
    }
    with county(now, previous=made) as warehouse:
        build_release(tmp_path / "out", warehouse, request(sources, after=made))
    rows = pq.read_table(tmp_path / "out" / "internal" / "changes.parquet").to_pylist()
    found = {(row["native_key"], row["column"]): (row["was"], row["now"], row["because"]) for row in rows}
    assert found["W1", "address"] == ("新圩镇1号", "新圩镇9号", "corrected_row")
    assert found["W1", "poverty_confirmed"] == ("6", "1", "new_row")
    assert found["W3", "workshop_id"] == ("", "W3", "new_row")
    assert found["W2", "workshop_id"] == ("W2", "", "corrected_row")


def test_trace_leads_from_a_cell_to_rows_and_clauses(made: Path) -> None:
    inside = made / "internal"
    counted = trace(inside, "W1", "poverty_confirmed")
    assert counted.value == 6
    assert {row.native_key for row in counted.rows} >= {f"MX{p}" for p in range(1, 7)}
    judged = trace(inside, "W1", "recognition")
    assert [one.outcome for one in judged.clauses] == ["not_met", "met"]
    assert trace(inside, "W2", "open_alerts").rows[0].native_key == "MX4"
    assert trace(inside, "W1", "paid_this_year").value == Decimal("4000.00")
    with pytest.raises(TraceError, match="W9"):
        trace(inside, "W9", "state")
    with pytest.raises(TraceError, match="no column"):
        trace(inside, "W1", "nothing")


def test_the_summary_needs_no_network_and_names_nobody(made: Path) -> None:
    page = (made / "internal" / "summary.html").read_text(encoding="utf-8")
    assert "http" not in page
    assert "<script" not in page
    assert not any(name in page for name in NAMES)
    assert page.count("<svg") == page.count("</svg>") == 4


def test_the_summary_tells_what_became_of_alerts(made: Path) -> None:
    """A code under the floor is named with its figures and a paused one with the reason; neither is left out."""
    page = (made / "internal" / "summary.html").read_text(encoding="utf-8")
    table = page.partition("疑点核查结果")[2].partition("</table>")[0]
    rows = [re.sub("<[^>]+>", " ", row).split() for row in table.split("<tr>")[2:]]
    low = "属实比例低于设定的下限，建议研究是否暂停"
    assert rows == [
        ["死亡人员", "18", "4", "1", "25.0%", "20.00", low],
        ["未满十六周岁", "9", "2", "1", "50.0%", "10.00"],
        ["外出务工与车间同月", "0", "0", "0", "还没有核查结果", "0.00", "已由人工决定暂停：三季度不查"],
    ]
    manifest = json.loads((made / "internal" / "manifest.json").read_text(encoding="utf-8"))
    assert [
        (row["code"], row["county"], row["month"], row["recovered"]) for row in manifest["hit_rates"]
    ] == [
        ("deceased", "450722", 202311, "10.00"),
        ("deceased", COUNTY, 202311, "10.00"),
        ("underage", COUNTY, 202311, "10.00"),
    ]
    assert "hit_rates" not in json.loads((made / "public" / "manifest.json").read_text(encoding="utf-8"))


def test_corrections_go_back_masked_to_the_source(made: Path) -> None:
    rows = pq.read_table(made / "internal" / "corrections.parquet").to_pylist()
    assert [(row["source"], row["column"]) for row in rows] == [
        ("hrss.rosters", "AAC002"),
        ("hrss.rosters", "NY"),
    ]
    assert (rows[0]["was"][-2:], rows[0]["found"][-2:]) == ("08", "02")
    book = openpyxl.load_workbook(made / "internal" / f"校核纠错_数智人社_{COUNTY}_{MONTH}.xlsx")
    page = book["校核纠错"]
    text = [[cell.value for cell in row] for row in page.iter_rows()]
    headings = {value for row in text for value in row}
    assert {"更正情况", "更正日期", "经办人", "主键列"} <= headings
    assert "证件号码（AAC002）" in headings, "the column as the office calls it"
    assert any("日前填写" in str(value) for row in text for value in row)


def test_a_cell_that_agrees_is_nobodys_to_correct(sources: Any) -> None:
    """A match whose reason names a damage, while the cell reads as the register has it."""
    same = [{"form": 2, "id_text": number(2), "name": NAMES[1], "source_kinds": ""}]
    with county({"conform.forms": same}) as warehouse:
        make_tables(warehouse, request(sources), ["internal"])
        columns = warehouse.arrow("publish.corrections").column("column").to_pylist()
    assert "AAC002" not in columns
