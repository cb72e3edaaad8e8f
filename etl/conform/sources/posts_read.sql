-- 岗位，读出后。 A landed row of vacancies.posts with its texts read; `missing` and `unread` hold a bit a column, `texts` what odd rows said.
-- Written by `python -m etl.conform.write` from connectors/vacancies/source.yaml.
WITH texts AS (
    SELECT
        pull,
        pull_id,
        row_number,
        file,
        sheet,
        source_row,
        said,
        corrected,
        coalesce("岗位编号", '') AS t1,
        coalesce("用人单位", '') AS t2,
        coalesce("统一社会信用代码", '') AS t3,
        coalesce("岗位名称", '') AS t4,
        coalesce("人数", '') AS t5,
        coalesce("工作地区划代码", '') AS t6,
        coalesce("月薪下限", '') AS t7,
        coalesce("月薪上限", '') AS t8,
        coalesce("年龄上限", '') AS t9,
        coalesce("发布日期", '') AS t10,
        coalesce("有效期至", '') AS t11,
        clean_words("岗位编号") AS row_id,
        coalesce(clean_key("岗位编号"), '') AS said_1
    FROM landed.posts
), read AS (
    SELECT
        x.pull,
        x.pull_id,
        x.row_number,
        x.file,
        x.sheet,
        x.source_row,
        x.said,
        x.corrected,
        x.t1,
        x.t2,
        x.t3,
        x.t4,
        x.t5,
        x.t6,
        x.t7,
        x.t8,
        x.t9,
        x.t10,
        x.t11,
        w.who,
        w.asked,
        x.said_1,
        w.area_code AS area,
        x.row_id,
        r4.words AS post_name,
        r5.number AS number,
        r7.amount AS pay_from,
        r8.amount AS pay_to,
        r9.number AS age_to,
        r10.day AS posted_on,
        r11.day AS until_on,
        bit_if(x.row_id IS NULL, 1)
        + bit_if(w.employer_name IS NULL, 2)
        + bit_if(r4.words IS NULL, 8)
        + bit_if(r5.number IS NULL AND NOT r5.is_unread, 16)
        + bit_if(w.area_code IS NULL, 32)
        + bit_if(r10.day IS NULL AND NOT r10.is_unread, 512) AS missing,
        bit_if(r5.is_unread, 16)
        + bit_if(w.area_code IS NOT NULL AND county_of(w.area_code) IS NULL, 32)
        + bit_if(r7.is_unread, 64)
        + bit_if(r8.is_unread, 128)
        + bit_if(r9.is_unread, 256)
        + bit_if(r10.is_unread, 512)
        + bit_if(r11.is_unread, 1024) AS unread
    FROM texts AS x
    JOIN conform.who AS w
        ON w.source = 'vacancies.posts' AND w.raw_employer_name = x.t2 AND w.raw_uscc = x.t3 AND w.raw_area_code = x.t6
    LEFT JOIN conform.words AS r4 ON r4.raw = x.t4
    LEFT JOIN conform.numbers AS r5 ON r5.raw = x.t5
    LEFT JOIN conform.amounts AS r7 ON r7.raw = x.t7
    LEFT JOIN conform.amounts AS r8 ON r8.raw = x.t8
    LEFT JOIN conform.numbers AS r9 ON r9.raw = x.t9
    LEFT JOIN conform.days AS r10 ON r10.raw = x.t10
    LEFT JOIN conform.days AS r11 ON r11.raw = x.t11
)
SELECT
    pull,
    pull_id,
    row_number,
    file,
    sheet,
    source_row,
    said,
    corrected,
    who,
    asked,
    said_1,
    area,
    row_id,
    post_name,
    number,
    pay_from,
    pay_to,
    age_to,
    posted_on,
    until_on,
    missing,
    unread,
    missing <> 0 OR (unread & 571) <> 0 AS bad,
    CASE WHEN (missing | unread) <> 0 THEN [t1, t2, t3, t4, t5, t6, t7, t8, t9, t10, t11] END AS texts
FROM read
