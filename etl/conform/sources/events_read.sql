-- 办理记录，读出后。 A landed row of procedures.events with its texts read; `missing` and `unread` hold a bit a column, `texts` what odd rows said.
-- Written by `python -m etl.conform.write` from connectors/procedures/source.yaml.
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
        coalesce("车间编号", '') AS t1,
        coalesce("办件号", '') AS t2,
        coalesce("事项", '') AS t3,
        coalesce("日期", '') AS t4,
        coalesce("备注", '') AS t5,
        clean_code("车间编号") AS workshop_id,
        clean_words("办件号") AS case_id,
        coalesce(clean_key("车间编号"), '') AS said_1,
        coalesce(clean_key("办件号"), '') AS said_2
    FROM landed.events
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
        x.said_1,
        x.said_2,
        r3.key AS said_3,
        r4.key AS said_4,
        x.workshop_id,
        x.case_id,
        r3.code AS event,
        r4.day AS happened_on,
        r5.words AS remark,
        bit_if(x.workshop_id IS NULL, 1)
        + bit_if(r3.code IS NULL AND NOT r3.is_unread, 4)
        + bit_if(r4.day IS NULL AND NOT r4.is_unread, 8) AS missing,
        bit_if(r3.is_unread, 4)
        + bit_if(r4.is_unread, 8) AS unread
    FROM texts AS x
    LEFT JOIN conform.codes AS r3 ON r3.list = 'procedures.events 事项' AND r3.raw = x.t3
    LEFT JOIN conform.days AS r4 ON r4.raw = x.t4
    LEFT JOIN conform.words AS r5 ON r5.raw = x.t5
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
    said_1,
    said_2,
    said_3,
    said_4,
    workshop_id,
    case_id,
    event,
    happened_on,
    remark,
    missing,
    unread,
    missing <> 0 OR (unread & 13) <> 0 AS bad,
    CASE WHEN (missing | unread) <> 0 THEN [t1, t2, t3, t4, t5] END AS texts
FROM read
