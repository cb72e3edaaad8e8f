-- 培训实名制，读出后。 A landed row of hrss.training with its texts read; `missing` and `unread` hold a bit a column, `texts` what odd rows said.
-- Written by `python -m etl.conform.write` from connectors/hrss/source.yaml.
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
        coalesce("PXBH", '') AS t1,
        coalesce("BCBH", '') AS t2,
        coalesce("CJBH", '') AS t3,
        coalesce("AAC002", '') AS t4,
        coalesce("AAC003", '') AS t5,
        coalesce("KSRQ", '') AS t6,
        coalesce("JSRQ", '') AS t7,
        coalesce("PXTS", '') AS t8,
        coalesce("UPDATED_AT", '') AS t9,
        clean_words("PXBH") AS row_id,
        coalesce(clean_key("PXBH"), '') AS said_1
    FROM landed.training
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
        w.who,
        w.asked,
        x.said_1,
        x.row_id,
        r2.words AS course_id,
        r6.day AS started_on,
        r7.day AS ended_on,
        r8.amount AS days,
        r9.moment AS updated_at,
        bit_if(x.row_id IS NULL, 1)
        + bit_if(r2.words IS NULL, 2)
        + bit_if(w.id_text IS NULL, 8)
        + bit_if(r6.day IS NULL AND NOT r6.is_unread, 32) AS missing,
        bit_if(r6.is_unread, 32)
        + bit_if(r7.is_unread AND NOT r7.is_open, 64)
        + bit_if(r8.is_unread, 128)
        + bit_if(r9.is_unread, 256) AS unread
    FROM texts AS x
    JOIN conform.who AS w
        ON w.source = 'hrss.training' AND w.raw_workshop_id = x.t3 AND w.raw_id_text = x.t4 AND w.raw_name = x.t5
    LEFT JOIN conform.words AS r2 ON r2.raw = x.t2
    LEFT JOIN conform.days AS r6 ON r6.raw = x.t6
    LEFT JOIN conform.days AS r7 ON r7.raw = x.t7
    LEFT JOIN conform.amounts AS r8 ON r8.raw = x.t8
    LEFT JOIN conform.moments AS r9 ON r9.raw = x.t9
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
    course_id,
    started_on,
    ended_on,
    days,
    updated_at,
    missing,
    unread,
    missing <> 0 OR (unread & 43) <> 0 AS bad,
    CASE WHEN (missing | unread) <> 0 THEN [t1, t2, t3, t4, t5, t6, t7, t8, t9] END AS texts
FROM read
