-- 名录，读出后。 A landed row of industry_lists.entities with its texts read; `missing` and `unread` hold a bit a column, `texts` what odd rows said.
-- Written by `python -m etl.conform.write` from connectors/industry_lists/source.yaml.
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
        coalesce("名录类别", '') AS t1,
        coalesce("统一社会信用代码", '') AS t2,
        coalesce("名称", '') AS t3,
        coalesce("区划代码", '') AS t4,
        coalesce("发布部门", '') AS t5,
        coalesce("入库日期", '') AS t6,
        coalesce("有效期至", '') AS t7
    FROM landed.listed_entities
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
        w.who,
        w.asked,
        w.key_uscc,
        r1.key AS said_1,
        w.said_uscc AS said_2,
        w.area_code AS area,
        r1.code AS list,
        r5.words AS office,
        r6.day AS listed_on,
        r7.day AS listed_until,
        bit_if(r1.code IS NULL AND NOT r1.is_unread, 1)
        + bit_if(w.uscc IS NULL, 2)
        + bit_if(w.employer_name IS NULL, 4)
        + bit_if(w.area_code IS NULL, 8) AS missing,
        bit_if(r1.is_unread, 1)
        + bit_if(w.area_code IS NOT NULL AND county_of(w.area_code) IS NULL, 8)
        + bit_if(r6.is_unread, 32)
        + bit_if(r7.is_unread, 64) AS unread
    FROM texts AS x
    JOIN conform.who AS w
        ON w.source = 'industry_lists.entities' AND w.raw_uscc = x.t2 AND w.raw_employer_name = x.t3 AND w.raw_area_code = x.t4
    LEFT JOIN conform.codes AS r1 ON r1.list = 'industry_lists.entities 名录类别' AND r1.raw = x.t1
    LEFT JOIN conform.words AS r5 ON r5.raw = x.t5
    LEFT JOIN conform.days AS r6 ON r6.raw = x.t6
    LEFT JOIN conform.days AS r7 ON r7.raw = x.t7
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
    key_uscc,
    said_1,
    said_2,
    area,
    list,
    office,
    listed_on,
    listed_until,
    missing,
    unread,
    missing <> 0 OR (unread & 15) <> 0 AS bad,
    CASE WHEN (missing | unread) <> 0 THEN [t1, t2, t3, t4, t5, t6, t7] END AS texts
FROM read
