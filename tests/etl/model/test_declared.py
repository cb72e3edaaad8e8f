"""What a site's policy files declare is read by all who read the site's words: configuration, sources, decisions."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from connectors.files.sheetrows import workbook_rows
from etl.config import load_config
from etl.config_file import ConfigError
from etl.conform.given import words_of
from etl.decisions.reading import DecisionsError, parse_file
from etl.model.declared import declared_codes
from etl.model.landed import CONNECTORS
from etl.model.sources import load_sources
from etl.policy.read import SHIPPED, load
from flow.given import word_tables
from tests.runs import ROOT

JIANGXI = ROOT / "tests" / "policy" / "further" / "jiangxi.yaml"
CONFIG = """\
areas: ["36"]
sources: {{}}
{policy}
scheme_names: {{冷链补贴: COLD_CHAIN}}
parameters:
  - {{scheme: MONTH_SITE, area: "36", from: 2022-01-01, amount: "60.00", document: 某文}}
"""
FACTS = """\
kind,workshop_id,answer,from_month,value,by,on,why
须由人认定,CJ01,称号已经续期,202405,是,核查员,2024-07-01,查过批文
fact,CJ02,freight_paid,202405,8000,核查员,2024-07-01,查过发票
"""


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A site with a policy folder of its own: one document, and a folder's own list of codes."""
    folder = tmp_path / "policy"
    folder.mkdir()
    shutil.copy(JIANGXI, folder / "jiangxi.yaml")
    (folder / "codes.yaml").write_text("premises: {old_school: 旧校舍}\n", encoding="utf-8")
    return tmp_path


def test_codes_of_a_folder_and_of_its_documents_go_together(site: Path) -> None:
    found = declared_codes(site / "policy")
    assert found["schemes"]["COLD_CHAIN"] == "冷链运费补贴"
    assert found["premises"] == {"old_school": "旧校舍"}
    (document,) = load(site / "policy").documents
    assert document.codes.premises["old_school"] == "旧校舍"
    assert document.codes.schemes["COLD_CHAIN"] == "冷链运费补贴"
    assert not any(declared_codes(None).values())
    assert not any(declared_codes(SHIPPED / "nowhere").values())


def test_a_configuration_may_name_a_scheme_that_its_policy_files_declare(site: Path) -> None:
    path = site / "hecha.yaml"
    path.write_text(CONFIG.format(policy="policy: ./policy"), encoding="utf-8")
    assert dict(load_config(path).scheme_names) == {"冷链补贴": "COLD_CHAIN"}
    path.write_text(CONFIG.format(policy=""), encoding="utf-8")
    with pytest.raises(ConfigError, match="scheme COLD_CHAIN; allowed: "):
        load_config(path)


def test_sources_say_a_declared_scheme_or_fund_by_code_by_name_and_by_the_sites_own_name(site: Path) -> None:
    declared = declared_codes(site / "policy")
    columns = load_sources(CONNECTORS)["county_finance"].tables["disbursements"].columns.values()
    scheme, fund = (next(one for one in columns if one.name == name) for name in ("scheme", "fund"))
    words = words_of("county_finance.disbursements", scheme, {"冷链补贴": "COLD_CHAIN"}, declared)
    assert {words[one] for one in ("COLDCHAIN", "冷链运费补贴", "冷链补贴")} == {"COLD_CHAIN"}
    assert words_of("county_finance.disbursements", fund, {}, declared)["省级就业专项"] == "PROVINCE"
    said = word_tables(declared)["run.words"].to_pylist()
    assert {"list": "schemes", "code": "COLD_CHAIN", "zh": "冷链运费补贴"} in said


def test_people_record_a_declared_fact_by_its_name(site: Path) -> None:
    path = site / "facts.csv"
    path.write_text(FACTS, encoding="utf-8-sig")
    facts = declared_codes(site / "policy")["facts"]
    assert [one.answer for one in parse_file(path, workbook_rows, facts)] == ["title_renewed", "freight_paid"]
    with pytest.raises(DecisionsError):
        parse_file(path, workbook_rows)
