-- 低保与特困人员名册，读出后。 A landed row of civil_affairs.assistance with its texts read; `missing` and `unread` hold a bit a column, `texts` what odd rows said.
-- Written by `python -m etl.conform.write` from connectors/civil_affairs/source.yaml.
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
        coalesce("救助编号", '') AS t1,
        coalesce("姓名", '') AS t2,
        coalesce("身份证号", '') AS t3,
        coalesce("救助类别", '') AS t4,
        coalesce("区划代码", '') AS t5,
        coalesce("起始年月", '') AS t6,
        coalesce("终止年月", '') AS t7,
        coalesce("联系电话", '') AS t8,
        clean_words("救助编号") AS row_id,
        coalesce(clean_key("救助编号"), '') AS said_1
    FROM landed.assistance
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
        w.who,
        w.asked,
        x.said_1,
        w.area_code AS area,
        x.row_id,
        r4.code AS kind,
        r6.month AS from_month,
        r7.month AS to_month,
        bit_if(x.row_id IS NULL, 1)
        + bit_if(w.name IS NULL, 2)
        + bit_if(w.id_text IS NULL, 4)
        + bit_if(r4.code IS NULL AND NOT r4.is_unread, 8)
        + bit_if(w.area_code IS NULL, 16)
        + bit_if(r6.month IS NULL AND NOT r6.is_unread, 32) AS missing,
        bit_if(r4.is_unread, 8)
        + bit_if(w.area_code IS NOT NULL AND county_of(w.area_code) IS NULL, 16)
        + bit_if(r6.is_unread, 32)
        + bit_if(r7.is_unread AND NOT r7.is_open, 64) AS unread
    FROM texts AS x
    JOIN conform.who AS w
        ON w.source = 'civil_affairs.assistance' AND w.raw_name = x.t2 AND w.raw_id_text = x.t3 AND w.raw_area_code = x.t5 AND w.raw_phone = x.t8
    LEFT JOIN conform.codes AS r4 ON r4.list = 'civil_affairs.assistance 救助类别' AND r4.raw = x.t4
    LEFT JOIN conform.months AS r6 ON r6.raw = x.t6
    LEFT JOIN conform.months AS r7 ON r7.raw = x.t7
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
    kind,
    from_month,
    to_month,
    missing,
    unread,
    missing <> 0 OR (unread & 63) <> 0 AS bad,
    CASE WHEN (missing | unread) <> 0 THEN [t1, t2, t3, t4, t5, t6, t7, t8] END AS texts
FROM read
