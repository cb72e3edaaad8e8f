-- 就业补助资金申报与发放，读出后。 A landed row of hrss.subsidies with its texts read; `missing` and `unread` hold a bit a column, `texts` what odd rows said.
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
        coalesce("BTID", '') AS t1,
        coalesce("PCBH", '') AS t2,
        coalesce("BTXM", '') AS t3,
        coalesce("BTDX", '') AS t4,
        coalesce("CJBH", '') AS t5,
        coalesce("AAB998", '') AS t6,
        coalesce("AAC002", '') AS t7,
        coalesce("AAC003", '') AS t8,
        coalesce("QSNY", '') AS t9,
        coalesce("ZZNY", '') AS t10,
        coalesce("JE", '') AS t11,
        coalesce("ZJLY", '') AS t12,
        coalesce("FFBM", '') AS t13,
        coalesce("ZT", '') AS t14,
        coalesce("FFRQ", '') AS t15,
        coalesce("YHZH", '') AS t16,
        coalesce("XMBH", '') AS t17,
        coalesce("UPDATED_AT", '') AS t18,
        clean_words("BTID") AS row_id,
        coalesce(clean_key("BTID"), '') AS said_1
    FROM landed.subsidies
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
        x.t18,
        w.who,
        w.asked,
        x.said_1,
        x.row_id,
        r2.words AS batch_id,
        r3.code AS scheme,
        r4.code AS beneficiary_kind,
        r9.month AS from_month,
        r10.month AS to_month,
        r11.amount AS amount,
        r12.code AS fund,
        r13.words AS office,
        r14.code AS state,
        r15.day AS paid_on,
        r17.words AS project_id,
        r18.moment AS updated_at,
        bit_if(x.row_id IS NULL, 1)
        + bit_if(r3.code IS NULL AND NOT r3.is_unread, 4)
        + bit_if(r4.code IS NULL AND NOT r4.is_unread, 8)
        + bit_if(r9.month IS NULL AND NOT r9.is_unread, 256)
        + bit_if(r10.month IS NULL AND NOT r10.is_unread, 512)
        + bit_if(r11.amount IS NULL AND NOT r11.is_unread, 1024)
        + bit_if(r14.code IS NULL AND NOT r14.is_unread, 8192) AS missing,
        bit_if(r3.is_unread, 4)
        + bit_if(r4.is_unread, 8)
        + bit_if(r9.is_unread, 256)
        + bit_if(r10.is_unread, 512)
        + bit_if(r11.is_unread, 1024)
        + bit_if(r12.is_unread, 2048)
        + bit_if(r14.is_unread, 8192)
        + bit_if(r15.is_unread, 16384)
        + bit_if(r18.is_unread, 131072) AS unread
    FROM texts AS x
    JOIN conform.who AS w
        ON w.source = 'hrss.subsidies' AND w.raw_workshop_id = x.t5 AND w.raw_uscc = x.t6 AND w.raw_id_text = x.t7 AND w.raw_name = x.t8 AND w.raw_account = x.t16
    LEFT JOIN conform.words AS r2 ON r2.raw = x.t2
    LEFT JOIN conform.codes AS r3 ON r3.list = 'hrss.subsidies BTXM' AND r3.raw = x.t3
    LEFT JOIN conform.codes AS r4 ON r4.list = 'hrss.subsidies BTDX' AND r4.raw = x.t4
    LEFT JOIN conform.months AS r9 ON r9.raw = x.t9
    LEFT JOIN conform.months AS r10 ON r10.raw = x.t10
    LEFT JOIN conform.amounts AS r11 ON r11.raw = x.t11
    LEFT JOIN conform.codes AS r12 ON r12.list = 'hrss.subsidies ZJLY' AND r12.raw = x.t12
    LEFT JOIN conform.words AS r13 ON r13.raw = x.t13
    LEFT JOIN conform.codes AS r14 ON r14.list = 'hrss.subsidies ZT' AND r14.raw = x.t14
    LEFT JOIN conform.days AS r15 ON r15.raw = x.t15
    LEFT JOIN conform.words AS r17 ON r17.raw = x.t17
    LEFT JOIN conform.moments AS r18 ON r18.raw = x.t18
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
    batch_id,
    scheme,
    beneficiary_kind,
    from_month,
    to_month,
    amount,
    fund,
    office,
    state,
    paid_on,
    project_id,
    updated_at,
    missing,
    unread,
    missing <> 0 OR (unread & 9997) <> 0 AS bad,
    CASE WHEN (missing | unread) <> 0 THEN [t1, t2, t3, t4, t5, t6, t7, t8, t9, t10, t11, t12, t13, t14, t15, t16, t17, t18] END AS texts
FROM read
