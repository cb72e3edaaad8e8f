-- 失业登记与就业困难人员认定，读出后。 A landed row of unemployment.registrations with its texts read; `missing` and `unread` hold a bit a column, `texts` what odd rows said.
-- Written by `python -m etl.conform.write` from connectors/unemployment/source.yaml.
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
        coalesce("DJBH", '') AS t1,
        coalesce("AAC002", '') AS t2,
        coalesce("AAC003", '') AS t3,
        coalesce("AAE030", '') AS t4,
        coalesce("AAE031", '') AS t5,
        coalesce("KNLX", '') AS t6,
        coalesce("LXDH", '') AS t7,
        coalesce("UPDATED_AT", '') AS t8,
        clean_words("DJBH") AS row_id,
        coalesce(clean_key("DJBH"), '') AS said_1
    FROM landed.registrations
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
        x.row_id,
        r4.day AS started_on,
        r5.day AS ended_on,
        r6.words AS hardship,
        r8.moment AS updated_at,
        bit_if(x.row_id IS NULL, 1)
        + bit_if(w.id_text IS NULL, 2)
        + bit_if(r4.day IS NULL AND NOT r4.is_unread, 8) AS missing,
        bit_if(r4.is_unread, 8)
        + bit_if(r5.is_unread AND NOT r5.is_open, 16)
        + bit_if(r8.is_unread, 128) AS unread
    FROM texts AS x
    JOIN conform.who AS w
        ON w.source = 'unemployment.registrations' AND w.raw_id_text = x.t2 AND w.raw_name = x.t3 AND w.raw_phone = x.t7
    LEFT JOIN conform.days AS r4 ON r4.raw = x.t4
    LEFT JOIN conform.days AS r5 ON r5.raw = x.t5
    LEFT JOIN conform.words AS r6 ON r6.raw = x.t6
    LEFT JOIN conform.moments AS r8 ON r8.raw = x.t8
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
    started_on,
    ended_on,
    hardship,
    updated_at,
    missing,
    unread,
    missing <> 0 OR (unread & 11) <> 0 AS bad,
    CASE WHEN (missing | unread) <> 0 THEN [t1, t2, t3, t4, t5, t6, t7, t8] END AS texts
FROM read
