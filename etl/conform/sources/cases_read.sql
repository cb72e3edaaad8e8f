-- 监察案件、举报投诉与预警，读出后。 A landed row of labour_inspection.cases with its texts read; `missing` and `unread` hold a bit a column, `texts` what odd rows said.
-- Written by `python -m etl.conform.write` from connectors/labour_inspection/source.yaml.
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
        coalesce("AJBH", '') AS t1,
        coalesce("AAB998", '') AS t2,
        coalesce("AAB004", '') AS t3,
        coalesce("CJBH", '') AS t4,
        coalesce("AJLX", '') AS t5,
        coalesce("LARQ", '') AS t6,
        coalesce("JARQ", '') AS t7,
        coalesce("JG", '') AS t8,
        coalesce("QSNY", '') AS t9,
        coalesce("ZZNY", '') AS t10,
        coalesce("SJRS", '') AS t11,
        coalesce("SJJE", '') AS t12,
        coalesce("UPDATED_AT", '') AS t13,
        clean_words("AJBH") AS row_id,
        coalesce(clean_key("AJBH"), '') AS said_1
    FROM landed.cases
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
        x.row_id,
        r5.code AS kind,
        r6.day AS filed_on,
        r7.day AS closed_on,
        r8.code AS result,
        r9.month AS from_month,
        r10.month AS to_month,
        r11.number AS people,
        r12.amount AS amount,
        r13.moment AS updated_at,
        bit_if(x.row_id IS NULL, 1)
        + bit_if(r5.code IS NULL AND NOT r5.is_unread, 16)
        + bit_if(r6.day IS NULL AND NOT r6.is_unread, 32)
        + bit_if(r8.code IS NULL AND NOT r8.is_unread, 128) AS missing,
        bit_if(r5.is_unread, 16)
        + bit_if(r6.is_unread, 32)
        + bit_if(r7.is_unread, 64)
        + bit_if(r8.is_unread, 128)
        + bit_if(r9.is_unread, 256)
        + bit_if(r10.is_unread AND NOT r10.is_open, 512)
        + bit_if(r11.is_unread, 1024)
        + bit_if(r12.is_unread, 2048)
        + bit_if(r13.is_unread, 4096) AS unread
    FROM texts AS x
    JOIN conform.who AS w
        ON w.source = 'labour_inspection.cases' AND w.raw_uscc = x.t2 AND w.raw_employer_name = x.t3 AND w.raw_workshop_id = x.t4
    LEFT JOIN conform.codes AS r5 ON r5.list = 'labour_inspection.cases AJLX' AND r5.raw = x.t5
    LEFT JOIN conform.days AS r6 ON r6.raw = x.t6
    LEFT JOIN conform.days AS r7 ON r7.raw = x.t7
    LEFT JOIN conform.codes AS r8 ON r8.list = 'labour_inspection.cases JG' AND r8.raw = x.t8
    LEFT JOIN conform.months AS r9 ON r9.raw = x.t9
    LEFT JOIN conform.months AS r10 ON r10.raw = x.t10
    LEFT JOIN conform.numbers AS r11 ON r11.raw = x.t11
    LEFT JOIN conform.amounts AS r12 ON r12.raw = x.t12
    LEFT JOIN conform.moments AS r13 ON r13.raw = x.t13
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
    row_id,
    kind,
    filed_on,
    closed_on,
    result,
    from_month,
    to_month,
    people,
    amount,
    updated_at,
    missing,
    unread,
    missing <> 0 OR (unread & 177) <> 0 AS bad,
    CASE WHEN (missing | unread) <> 0 THEN [t1, t2, t3, t4, t5, t6, t7, t8, t9, t10, t11, t12, t13] END AS texts
FROM read
