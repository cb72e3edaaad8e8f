-- 车间月度用工花名册，读出后。 A landed row of hrss.rosters with its texts read; `missing` and `unread` hold a bit a column, `texts` what odd rows said.
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
        coalesce("MXID", '') AS t1,
        coalesce("CJBH", '') AS t2,
        coalesce("NY", '') AS t3,
        coalesce("AAC003", '') AS t4,
        coalesce("AAC002", '') AS t5,
        coalesce("LXDH", '') AS t6,
        coalesce("SBTP", '') AS t7,
        coalesce("GWLB", '') AS t8,
        coalesce("HTLX", '') AS t9,
        coalesce("HTQSRQ", '') AS t10,
        coalesce("HTZZRQ", '') AS t11,
        coalesce("CQTS", '') AS t12,
        coalesce("GZ", '') AS t13,
        coalesce("FFRQ", '') AS t14,
        coalesce("YWXBF", '') AS t15,
        coalesce("YHZH", '') AS t16,
        coalesce("UPDATED_AT", '') AS t17,
        clean_words("MXID") AS row_id,
        coalesce(clean_key("MXID"), '') AS said_1
    FROM landed.rosters
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
        x.t14,
        x.t15,
        x.t16,
        x.t17,
        w.who,
        w.asked,
        x.said_1,
        x.row_id,
        r3.month AS month,
        r7.code AS declared_group,
        r8.code AS post,
        r9.code AS contract_kind,
        r10.day AS contract_from,
        r11.day AS contract_to,
        r12.amount AS days_worked,
        r13.amount AS pay,
        r14.day AS paid_on,
        r15.amount AS accident_premium,
        r17.moment AS updated_at,
        bit_if(x.row_id IS NULL, 1)
        + bit_if(w.workshop_id IS NULL, 2)
        + bit_if(r3.month IS NULL AND NOT r3.is_unread, 4)
        + bit_if(w.name IS NULL, 8) AS missing,
        bit_if(r3.is_unread, 4)
        + bit_if(r7.is_unread, 64)
        + bit_if(r8.is_unread, 128)
        + bit_if(r9.is_unread, 256)
        + bit_if(r10.is_unread, 512)
        + bit_if(r11.is_unread AND NOT r11.is_open, 1024)
        + bit_if(r12.is_unread, 2048)
        + bit_if(r13.is_unread, 4096)
        + bit_if(r14.is_unread, 8192)
        + bit_if(r15.is_unread, 16384)
        + bit_if(r17.is_unread, 65536) AS unread
    FROM texts AS x
    JOIN conform.who AS w
        ON w.source = 'hrss.rosters' AND w.raw_workshop_id = x.t2 AND w.raw_name = x.t4 AND w.raw_id_text = x.t5 AND w.raw_phone = x.t6 AND w.raw_account = x.t16
    LEFT JOIN conform.months AS r3 ON r3.raw = x.t3
    LEFT JOIN conform.codes AS r7 ON r7.list = 'hrss.rosters SBTP' AND r7.raw = x.t7
    LEFT JOIN conform.codes AS r8 ON r8.list = 'hrss.rosters GWLB' AND r8.raw = x.t8
    LEFT JOIN conform.codes AS r9 ON r9.list = 'hrss.rosters HTLX' AND r9.raw = x.t9
    LEFT JOIN conform.days AS r10 ON r10.raw = x.t10
    LEFT JOIN conform.days AS r11 ON r11.raw = x.t11
    LEFT JOIN conform.amounts AS r12 ON r12.raw = x.t12
    LEFT JOIN conform.amounts AS r13 ON r13.raw = x.t13
    LEFT JOIN conform.days AS r14 ON r14.raw = x.t14
    LEFT JOIN conform.amounts AS r15 ON r15.raw = x.t15
    LEFT JOIN conform.moments AS r17 ON r17.raw = x.t17
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
    month,
    declared_group,
    post,
    contract_kind,
    contract_from,
    contract_to,
    days_worked,
    pay,
    paid_on,
    accident_premium,
    updated_at,
    missing,
    unread,
    missing <> 0 OR (unread & 15) <> 0 AS bad,
    CASE WHEN (missing | unread) <> 0 THEN [t1, t2, t3, t4, t5, t6, t7, t8, t9, t10, t11, t12, t13, t14, t15, t16, t17] END AS texts
FROM read
