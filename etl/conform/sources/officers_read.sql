-- 股东与主要人员，读出后。 A landed row of business_registry.officers with its texts read; `missing` and `unread` hold a bit a column, `texts` what odd rows said.
-- Written by `python -m etl.conform.write` from connectors/business_registry/source.yaml.
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
        coalesce("UNISCID", '') AS t1,
        coalesce("NAME", '') AS t2,
        coalesce("CERNO", '') AS t3,
        coalesce("POSITION", '') AS t4,
        coalesce("SHARE", '') AS t5,
        coalesce("UPDATED_AT", '') AS t6
    FROM landed.officers
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
        w.key_id_text,
        w.said_uscc AS said_1,
        r4.key AS said_3,
        r4.code AS position,
        r5.amount AS share_percent,
        r6.moment AS updated_at,
        bit_if(w.uscc IS NULL, 1)
        + bit_if(w.name IS NULL, 2)
        + bit_if(w.id_text IS NULL, 4)
        + bit_if(r4.code IS NULL AND NOT r4.is_unread, 8) AS missing,
        bit_if(r4.is_unread, 8)
        + bit_if(r5.is_unread, 16)
        + bit_if(r6.is_unread, 32) AS unread
    FROM texts AS x
    JOIN conform.who AS w
        ON w.source = 'business_registry.officers' AND w.raw_uscc = x.t1 AND w.raw_name = x.t2 AND w.raw_id_text = x.t3
    LEFT JOIN conform.codes AS r4 ON r4.list = 'business_registry.officers POSITION' AND r4.raw = x.t4
    LEFT JOIN conform.amounts AS r5 ON r5.raw = x.t5
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
    key_id_text,
    said_1,
    said_3,
    position,
    share_percent,
    updated_at,
    missing,
    unread,
    missing <> 0 OR (unread & 15) <> 0 AS bad,
    CASE WHEN (missing | unread) <> 0 THEN [t1, t2, t3, t4, t5, t6] END AS texts
FROM read
