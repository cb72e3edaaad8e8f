"""Names: the normal form and the known ways of agreeing."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.names import RANK, compare_names, folded, normalise

CHARACTERS = "张章李王黄黃萧肖覃谭秦珍贞阿依古丽买提乌云其木格□?*··.　 \u200bAIDilvü()（）氏门"
NAMES = st.text(alphabet=CHARACTERS, max_size=9)


def way(one: str, other: str) -> str:
    return str(compare_names([normalise(one).text], [normalise(other).text])[0].as_py())


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("张三", "张三", "name_equal"),
        ("韦　德", "韦德", "name_equal"),  # an ideographic blank
        ("韦秀英（小妹）", "韦秀英", "name_equal"),  # a pet name in brackets
        ("阿依古丽买买提", "阿依古丽·买买提", "name_spacing"),
        ("阿依古丽.买买提", "阿依古丽·买买提", "name_equal"),  # all dots are one dot
        ("黃秀蘭", "黄秀兰", "name_variant_char"),
        ("萧明", "肖明", "name_variant_char"),
        ("阎军", "闫军", "name_variant_char"),
        ("王槑德", "王梅德", "name_variant_char"),
        ("王丽", "王莉", "name_homophone"),
        ("单雄信", "善雄信", "name_homophone"),  # Shan as a surname
        ("仇和", "邱和", "name_homophone"),  # Qiu as a surname
        ("覃勇", "秦勇", "name_homophone"),  # Qin in Guangxi
        ("李森林", "李深林", "name_homophone"),  # s and sh merge in the south
        ("张光招", "张光召", "name_homophone"),
        ("赵才", "赵过", "name_lookalike"),
        ("马□覃", "马頔覃", "name_placeholder"),
        ("马?覃", "马頔覃", "name_placeholder"),
        ("马DI覃", "马頔覃", "name_pinyin"),
        ("李Wei", "李伟", "name_pinyin"),
        ("MA DI QIN", "马頔覃", "name_pinyin"),
        ("LV布", "吕布", "name_pinyin"),
        ("阿依古丽·买", "阿依古丽·买买提", "name_truncated"),
        ("乌云其木", "乌云其木格", "name_truncated"),
        ("李妹", "李小妹", "name_truncated"),
        ("欧明", "欧阳明", "name_truncated"),
        ("买买提·阿依古丽", "阿依古丽·买买提", "name_order"),
        ("顿珠扎西", "扎西顿珠", "name_order"),
        ("覃韦氏", "韦秀英", "name_ritual"),
        ("李门王氏", "王桂兰", "name_ritual"),
        ("覃家强", "覃家福", "name_differs"),  # brothers of one generation name
        ("罗玉珍", "罗玉珠", "name_differs"),  # sisters
        ("王丽", "王丽丽娟", "name_differs"),
        ("张伟", "李伟", "name_differs"),
        ("", "张伟", "name_differs"),
        ("", "", "name_differs"),
    ],
)
def test_two_names_agree_in_the_way_that_is_known(one: str, other: str, expected: str) -> None:
    assert way(one, other) == expected
    assert way(other, one) == expected


def test_the_steps_of_the_normal_form_are_recorded() -> None:
    assert normalise("张　三").steps == ("blank",) or normalise("张　三").steps == ("width", "blank")
    assert normalise("阿依古丽．买买提").text == "阿依古丽·买买提"
    assert "separator" in normalise("阿依古丽•买买提").steps
    assert normalise("\ue863").text == "\u4dae"  # a private-use character of old GB 18030 files
    assert normalise(None).text == ""


def test_the_fold_key_is_one_for_written_forms() -> None:
    assert folded(normalise("蕭樹雲").text) == folded(normalise("肖树云").text)


@settings(max_examples=300, deadline=None)
@given(NAMES)
def test_normalising_twice_changes_nothing(name: str) -> None:
    once = normalise(name).text
    assert normalise(once).text == once


@settings(max_examples=300, deadline=None)
@given(NAMES, NAMES)
def test_comparing_is_symmetric(one: str, other: str) -> None:
    assert way(one, other) == way(other, one)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(NAMES, NAMES), min_size=2, max_size=8))
def test_a_batch_says_what_its_rows_say_alone(pairs: list[tuple[str, str]]) -> None:
    ones, others = [normalise(a).text for a, _ in pairs], [normalise(b).text for _, b in pairs]
    together = compare_names(ones, others).to_pylist()
    alone = [compare_names([a], [b])[0].as_py() for a, b in zip(ones, others, strict=True)]
    assert together == alone
    assert set(together) <= set(RANK)
