-- 劳动保障守法诚信等级，读出后。 A landed row of labour_inspection.ratings with its texts read; `missing` and `unread` hold a bit a column, `texts` what odd rows said.
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
        coalesce("AAB998", '') AS t1,
        coalesce("ND", '') AS t2,
        coalesce("DJ", '') AS t3,
        coalesce("HMDQSRQ", '') AS t4,
        coalesce("HMDZZRQ", '') AS t5,
        coalesce("UPDATED_AT", '') AS t6
    FROM landed.ratings
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
        w.who,
        w.asked,
        w.key_uscc,
        w.said_uscc AS said_1,
        r2.key AS said_2,
        r2.number AS year,
        r3.code AS grade,
        r4.day AS listed_on,
        r5.day AS listed_until,
        r6.moment AS updated_at,
        bit_if(w.uscc IS NULL, 1)
        + bit_if(r2.number IS NULL AND NOT r2.is_unread, 2)
        + bit_if(r3.code IS NULL AND NOT r3.is_unread, 4) AS missing,
        bit_if(r2.is_unread, 2)
        + bit_if(r3.is_unread, 4)
        + bit_if(r4.is_unread, 8)
        + bit_if(r5.is_unread, 16)
        + bit_if(r6.is_unread, 32) AS unread
    FROM texts AS x
    JOIN conform.who AS w
        ON w.source = 'labour_inspection.ratings' AND w.raw_uscc = x.t1
    LEFT JOIN conform.numbers AS r2 ON r2.raw = x.t2
    LEFT JOIN conform.codes AS r3 ON r3.list = 'labour_inspection.ratings DJ' AND r3.raw = x.t3
    LEFT JOIN conform.days AS r4 ON r4.raw = x.t4
    LEFT JOIN conform.days AS r5 ON r5.raw = x.t5
    LEFT JOIN conform.moments AS r6 ON r6.raw = x.t6
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
    year,
    grade,
    listed_on,
    listed_until,
    updated_at,
    missing,
    unread,
    missing <> 0 OR (unread & 7) <> 0 AS bad,
    CASE WHEN (missing | unread) <> 0 THEN [t1, t2, t3, t4, t5, t6] END AS texts
FROM read
