-- 劳动合同备案，读出后。 A landed row of hrss.contracts with its texts read; `missing` and `unread` hold a bit a column, `texts` what odd rows said.
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
        coalesce("HTBH", '') AS t1,
        coalesce("AAC002", '') AS t2,
        coalesce("AAC003", '') AS t3,
        coalesce("AAB998", '') AS t4,
        coalesce("HTLX", '') AS t5,
        coalesce("AAE030", '') AS t6,
        coalesce("AAE031", '') AS t7,
        coalesce("JCRQ", '') AS t8,
        coalesce("UPDATED_AT", '') AS t9,
        clean_words("HTBH") AS row_id,
        coalesce(clean_key("HTBH"), '') AS said_1
    FROM landed.contracts
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
        r5.code AS contract_kind,
        r6.day AS contract_from,
        r7.day AS contract_to,
        r8.day AS ended_early_on,
        r9.moment AS updated_at,
        bit_if(x.row_id IS NULL, 1)
        + bit_if(w.id_text IS NULL, 2)
        + bit_if(r6.day IS NULL AND NOT r6.is_unread, 32) AS missing,
        bit_if(r5.is_unread, 16)
        + bit_if(r6.is_unread, 32)
        + bit_if(r7.is_unread AND NOT r7.is_open, 64)
        + bit_if(r8.is_unread AND NOT r8.is_open, 128)
        + bit_if(r9.is_unread, 256) AS unread
    FROM texts AS x
    JOIN conform.who AS w
        ON w.source = 'hrss.contracts' AND w.raw_id_text = x.t2 AND w.raw_name = x.t3 AND w.raw_uscc = x.t4
    LEFT JOIN conform.codes AS r5 ON r5.list = 'hrss.contracts HTLX' AND r5.raw = x.t5
    LEFT JOIN conform.days AS r6 ON r6.raw = x.t6
    LEFT JOIN conform.days AS r7 ON r7.raw = x.t7
    LEFT JOIN conform.days AS r8 ON r8.raw = x.t8
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
    contract_kind,
    contract_from,
    contract_to,
    ended_early_on,
    updated_at,
    missing,
    unread,
    missing <> 0 OR (unread & 35) <> 0 AS bad,
    CASE WHEN (missing | unread) <> 0 THEN [t1, t2, t3, t4, t5, t6, t7, t8, t9] END AS texts
FROM read
