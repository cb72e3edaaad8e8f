-- 搬迁群众信息表，读出后。 A landed row of resettlement.residents with its texts read; `missing` and `unread` hold a bit a column, `texts` what odd rows said.
-- Written by `python -m etl.conform.write` from connectors/resettlement/source.yaml.
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
        coalesce("搬迁人编号", '') AS t1,
        coalesce("搬迁户编号", '') AS t2,
        coalesce("姓名", '') AS t3,
        coalesce("身份证号", '') AS t4,
        coalesce("安置点名称", '') AS t5,
        coalesce("安置点区划代码", '') AS t6,
        coalesce("搬迁入住日期", '') AS t7,
        coalesce("迁出地区划代码", '') AS t8,
        coalesce("就业状态", '') AS t9,
        coalesce("就业单位", '') AS t10,
        coalesce("联系电话", '') AS t11,
        coalesce("人员状态", '') AS t12,
        coalesce("状态变更日期", '') AS t13,
        clean_words("搬迁人编号") AS resident_id,
        clean_code("迁出地区划代码") AS from_code,
        coalesce(clean_key("搬迁人编号"), '') AS said_1
    FROM landed.residents
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
        x.t12,
        x.t13,
        w.who,
        w.asked,
        x.said_1,
        w.area_code AS area,
        x.resident_id,
        r2.words AS household_id,
        r5.words AS site_name,
        r7.day AS moved_in_on,
        x.from_code,
        r9.code AS work_state,
        r10.words AS stated_employer,
        r12.code AS person_state,
        r13.day AS person_state_on,
        bit_if(x.resident_id IS NULL, 1)
        + bit_if(r2.words IS NULL, 2)
        + bit_if(w.name IS NULL, 4)
        + bit_if(w.area_code IS NULL, 32)
        + bit_if(r7.day IS NULL AND NOT r7.is_unread, 64) AS missing,
        bit_if(w.area_code IS NOT NULL AND county_of(w.area_code) IS NULL, 32)
        + bit_if(r7.is_unread, 64)
        + bit_if(r9.is_unread, 256)
        + bit_if(r12.is_unread, 2048)
        + bit_if(r13.is_unread, 4096) AS unread
    FROM texts AS x
    JOIN conform.who AS w
        ON w.source = 'resettlement.residents' AND w.raw_name = x.t3 AND w.raw_id_text = x.t4 AND w.raw_area_code = x.t6 AND w.raw_phone = x.t11
    LEFT JOIN conform.words AS r2 ON r2.raw = x.t2
    LEFT JOIN conform.words AS r5 ON r5.raw = x.t5
    LEFT JOIN conform.days AS r7 ON r7.raw = x.t7
    LEFT JOIN conform.codes AS r9 ON r9.list = 'resettlement.residents 就业状态' AND r9.raw = x.t9
    LEFT JOIN conform.words AS r10 ON r10.raw = x.t10
    LEFT JOIN conform.codes AS r12 ON r12.list = 'resettlement.residents 人员状态' AND r12.raw = x.t12
    LEFT JOIN conform.days AS r13 ON r13.raw = x.t13
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
    resident_id,
    household_id,
    site_name,
    moved_in_on,
    from_code,
    work_state,
    stated_employer,
    person_state,
    person_state_on,
    missing,
    unread,
    missing <> 0 OR (unread & 103) <> 0 AS bad,
    CASE WHEN (missing | unread) <> 0 THEN [t1, t2, t3, t4, t5, t6, t7, t8, t9, t10, t11, t12, t13] END AS texts
FROM read
