-- 已外出和就近务工信息，读出后。 A landed row of outwork.spells with its texts read; `missing` and `unread` hold a bit a column, `texts` what odd rows said.
-- Written by `python -m etl.conform.write` from connectors/outwork/source.yaml.
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
        coalesce("人编号", '') AS t1,
        coalesce("姓名", '') AS t2,
        coalesce("证件号码", '') AS t3,
        coalesce("务工所在地", '') AS t4,
        coalesce("务工企业名称", '') AS t5,
        coalesce("就业渠道", '') AS t6,
        coalesce("务工月收入", '') AS t7,
        coalesce("开始时间", '') AS t8,
        coalesce("结束时间", '') AS t9,
        coalesce("更新日期", '') AS t10,
        clean_words("人编号") AS person_id,
        clean_code("务工所在地") AS place_code,
        clean_words("务工企业名称") AS stated_employer,
        coalesce(clean_key("人编号"), '') AS said_1,
        coalesce(clean_key("务工企业名称"), '') AS said_3
    FROM landed.spells
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
        w.who,
        w.asked,
        x.said_1,
        r8.key AS said_2,
        x.said_3,
        x.person_id,
        x.place_code,
        x.stated_employer,
        r6.words AS channel,
        r7.amount AS pay,
        r8.month AS from_month,
        r9.month AS to_month,
        r10.day AS updated_on,
        bit_if(x.person_id IS NULL, 1)
        + bit_if(r8.month IS NULL AND NOT r8.is_unread, 128) AS missing,
        bit_if(r7.is_unread, 64)
        + bit_if(r8.is_unread, 128)
        + bit_if(r9.is_unread AND NOT r9.is_open, 256)
        + bit_if(r10.is_unread, 512) AS unread
    FROM texts AS x
    JOIN conform.who AS w
        ON w.source = 'outwork.spells' AND w.raw_name = x.t2 AND w.raw_id_text = x.t3
    LEFT JOIN conform.words AS r6 ON r6.raw = x.t6
    LEFT JOIN conform.amounts AS r7 ON r7.raw = x.t7
    LEFT JOIN conform.months AS r8 ON r8.raw = x.t8
    LEFT JOIN conform.months AS r9 ON r9.raw = x.t9
    LEFT JOIN conform.days AS r10 ON r10.raw = x.t10
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
    said_2,
    said_3,
    person_id,
    place_code,
    stated_employer,
    channel,
    pay,
    from_month,
    to_month,
    updated_on,
    missing,
    unread,
    missing <> 0 OR (unread & 129) <> 0 AS bad,
    CASE WHEN (missing | unread) <> 0 THEN [t1, t2, t3, t4, t5, t6, t7, t8, t9, t10] END AS texts
FROM read
