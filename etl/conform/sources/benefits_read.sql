-- 失业保险待遇发放，读出后。 A landed row of unemployment.benefits with its texts read; `missing` and `unread` hold a bit a column, `texts` what odd rows said.
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
        coalesce("SYBH", '') AS t1,
        coalesce("AAC002", '') AS t2,
        coalesce("AAC003", '') AS t3,
        coalesce("DYLX", '') AS t4,
        coalesce("AAE041", '') AS t5,
        coalesce("AAE042", '') AS t6,
        coalesce("JE", '') AS t7,
        coalesce("ZT", '') AS t8,
        coalesce("UPDATED_AT", '') AS t9,
        clean_words("SYBH") AS row_id,
        coalesce(clean_key("SYBH"), '') AS said_1
    FROM landed.benefits
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
        r4.code AS kind,
        r5.month AS from_month,
        r6.month AS to_month,
        r7.amount AS amount,
        r8.code AS state,
        r9.moment AS updated_at,
        bit_if(x.row_id IS NULL, 1)
        + bit_if(w.id_text IS NULL, 2)
        + bit_if(r4.code IS NULL AND NOT r4.is_unread, 8)
        + bit_if(r5.month IS NULL AND NOT r5.is_unread, 16)
        + bit_if(r6.month IS NULL AND NOT r6.is_unread, 32)
        + bit_if(r8.code IS NULL AND NOT r8.is_unread, 128) AS missing,
        bit_if(r4.is_unread, 8)
        + bit_if(r5.is_unread, 16)
        + bit_if(r6.is_unread, 32)
        + bit_if(r7.is_unread, 64)
        + bit_if(r8.is_unread, 128)
        + bit_if(r9.is_unread, 256) AS unread
    FROM texts AS x
    JOIN conform.who AS w
        ON w.source = 'unemployment.benefits' AND w.raw_id_text = x.t2 AND w.raw_name = x.t3
    LEFT JOIN conform.codes AS r4 ON r4.list = 'unemployment.benefits DYLX' AND r4.raw = x.t4
    LEFT JOIN conform.months AS r5 ON r5.raw = x.t5
    LEFT JOIN conform.months AS r6 ON r6.raw = x.t6
    LEFT JOIN conform.amounts AS r7 ON r7.raw = x.t7
    LEFT JOIN conform.codes AS r8 ON r8.list = 'unemployment.benefits ZT' AND r8.raw = x.t8
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
    kind,
    from_month,
    to_month,
    amount,
    state,
    updated_at,
    missing,
    unread,
    missing <> 0 OR (unread & 187) <> 0 AS bad,
    CASE WHEN (missing | unread) <> 0 THEN [t1, t2, t3, t4, t5, t6, t7, t8, t9] END AS texts
FROM read
