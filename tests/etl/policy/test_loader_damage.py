"""However a policy file is damaged, the loader answers with its faults, never with another error."""

from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from etl.policy import read
from etl.policy.documents import Document
from etl.policy.read import Fault, PolicyError

LINES = (
    (Path(__file__).resolve().parents[2] / "policy" / "sixth" / "hunan.yaml")
    .read_text(encoding="utf-8")
    .splitlines()
)
WORDS = [
    "null",
    "yes",
    "0x1F",
    "-",
    "[]",
    "{}",
    "{a: 1}",
    "? x",
    "&a b",
    "*a",
    "!!int 5",
    "'",
    '"',
    "\t",
    "start",
    "2024-13-01",
]


@st.composite
def damaged(draw: st.DrawFn) -> str:
    """The sixth document with lines dropped, doubled, cut, moved or with a value replaced."""
    lines = list(LINES)
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(lines) - 1))
        kind = draw(st.sampled_from(["drop", "double", "cut", "indent", "replace"]))
        if kind == "drop":
            lines[at] = ""
        elif kind == "double":
            lines.insert(at, lines[at])
        elif kind == "cut":
            lines[at] = lines[at][: draw(st.integers(0, len(lines[at])))]
        elif kind == "indent":
            lines[at] = "  " + lines[at]
        else:
            lines[at] = f"{lines[at].split(':', 1)[0]}: {draw(st.sampled_from(WORDS))}"
    return "\n".join(lines) + "\n"


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=damaged())
def test_a_damaged_file_is_read_or_refused_with_its_place(text: str, tmp_path: Path) -> None:
    (tmp_path / "damaged.yaml").write_text(text, encoding="utf-8")
    documents, faults = _read(tmp_path)
    assert bool(documents) != bool(faults)
    assert all(fault.file == "damaged.yaml" and fault.line >= 1 and fault.says for fault in faults)
    assert all(isinstance(document, Document) for document in documents)


def _read(folder: Path) -> tuple[tuple[Document, ...], tuple[Fault, ...]]:
    try:
        return read.load(folder).documents, ()
    except PolicyError as refused:
        return (), refused.faults


@settings(max_examples=100, deadline=None)
@given(text=st.text(alphabet="ab:-[]{}#&*!?|>'\"%@` \n\t0123,.", max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    tree = read.read_yaml("any.yaml", text)
    assert tree.faults or tree.value is not None or text.strip() in ("null", "~") or "null" in text
