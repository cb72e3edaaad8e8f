"""What goes with a case: photos of a visit without what the camera wrote into them, and drafts of papers."""

import io
import zipfile
import zlib

import pytest

from portal.months import StepError
from portal.papers import PAPERS
from portal.photos import bare
from tests.portal.site import ALERT, OTHER_ALERT, Office
from tests.portal.test_cases import PATH, worked


def chunk(kind: bytes, body: bytes) -> bytes:
    return len(body).to_bytes(4, "big") + kind + body + zlib.crc32(kind + body).to_bytes(4, "big")


HEAD = chunk(b"IHDR", bytes([0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0]))
PIXELS = chunk(b"IDAT", zlib.compress(b"\0\0"))
PNG = b"\x89PNG\r\n\x1a\n" + HEAD + chunk(b"tEXt", b"place\0somewhere") + PIXELS + chunk(b"IEND", b"")
JPEG = b"\xff\xd8\xff\xe1\x00\x08secret\xff\xdb\x00\x04ab\xff\xda\x00\x02data\xff\xd9"


def test_a_picture_is_kept_without_place_and_device() -> None:
    assert bare(PNG) == ("png", PNG[:8] + HEAD + PIXELS + chunk(b"IEND", b""))
    assert bare(JPEG) == ("jpeg", b"\xff\xd8\xff\xdb\x00\x04ab\xff\xda\x00\x02data\xff\xd9")


def test_a_second_picture_behind_the_first_goes_with_what_it_says_of_the_place() -> None:
    scans = b"\xff\xda\x00\x02a\xff\x00b\xff\xd0c\xff\xc4\x00\x03t\xff\xda\x00\x02d\xff\xd9"
    several = b"\xff\xd8\xff\xe2\x00\x06MPF\x00" + scans
    assert bare(several + JPEG) == ("jpeg", b"\xff\xd8" + scans)
    profile = b"\xff\xe2\x00\x0eICC_PROFILE\x00"
    assert bare(b"\xff\xd8" + profile + scans) == ("jpeg", b"\xff\xd8" + profile + scans)


@pytest.mark.parametrize("content", [b"", b"GIF89a", PNG[:20], JPEG[:12], b"\xff\xd8\xff\xe1\xff\xff"])
def test_what_is_no_whole_picture_is_refused(content: bytes) -> None:
    with pytest.raises(StepError):
        bare(content)


def visit(portal: Office, content: bytes) -> int:
    browser = worked(portal)
    action, hidden = browser.forms(PATH, "field")[0]
    files = [("photos", ("a.png", content, "image/png"))]
    return int(browser.http.post(action, data={**hidden, "note": "三人在岗"}, files=files).status_code)


def test_photos_of_a_visit_stand_with_the_case_and_nowhere_else(portal: Office) -> None:
    assert visit(portal, PNG) == 303
    second = portal.client("second")
    text = second.get(PATH).text
    address = text.partition('<img src="')[2].partition('"')[0]
    answer = second.get(address)
    assert answer.headers["content-type"] == "image/png"
    assert b"somewhere" not in answer.content
    assert second.get(address.replace(ALERT, OTHER_ALERT)).status_code == 404


def test_a_visit_with_a_broken_picture_is_not_noted(portal: Office) -> None:
    assert visit(portal, b"nothing") == 422
    assert "三人在岗" not in portal.client("second").get(PATH).text


@pytest.mark.parametrize("kind", PAPERS)
def test_a_draft_says_what_the_case_rests_on(portal: Office, kind: str) -> None:
    answer = portal.client("reviewer").get(f"{PATH}/papers/{kind}")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as packed:
        text = packed.read("word/document.xml").decode()
    assert PAPERS[kind].zh in text
    assert "桂人社规〔2022〕8号" in text
    assert "人社局已发放2000.00元" in text


def test_an_unknown_paper_is_unknown(portal: Office) -> None:
    assert portal.client("reviewer").get(f"{PATH}/papers/verdict").status_code == 404
