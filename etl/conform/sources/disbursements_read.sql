-- 一卡通发放明细，读出后。 A landed row of county_finance.disbursements with its texts read; `missing` and `unread` hold a bit a column, `texts` what odd rows said.
-- Written by `python -m etl.conform.write` from connectors/county_finance/source.yaml.
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
        coalesce("发放流水号", '') AS t1,
        coalesce("批次号", '') AS t2,
        coalesce("补贴项目", '') AS t3,
        coalesce("受益对象类型", '') AS t4,
        coalesce("车间编号", '') AS t5,
        coalesce("统一社会信用代码", '') AS t6,
        coalesce("姓名", '') AS t7,
        coalesce("身份证号", '') AS t8,
        coalesce("补贴起始月", '') AS t9,
        coalesce("补贴截止月", '') AS t10,
        coalesce("金额", '') AS t11,
        coalesce("资金来源", '') AS t12,
        coalesce("发放部门", '') AS t13,
        coalesce("发放日期", '') AS t14,
        coalesce("银行账号", '') AS t15,
        coalesce("项目编号", '') AS t16,
        clean_words("发放流水号") AS row_id,
        coalesce(clean_key("发放流水号"), '') AS said_1
    FROM landed.disbursements
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
        r14.day AS paid_on,
        r16.words AS project_id,
        bit_if(x.row_id IS NULL, 1)
        + bit_if(r3.code IS NULL AND NOT r3.is_unread, 4)
        + bit_if(r9.month IS NULL AND NOT r9.is_unread, 256)
        + bit_if(r10.month IS NULL AND NOT r10.is_unread, 512)
        + bit_if(r11.amount IS NULL AND NOT r11.is_unread, 1024) AS missing,
        bit_if(r3.is_unread, 4)
        + bit_if(r4.is_unread, 8)
        + bit_if(r9.is_unread, 256)
        + bit_if(r10.is_unread, 512)
        + bit_if(r11.is_unread, 1024)
        + bit_if(r12.is_unread, 2048)
        + bit_if(r14.is_unread, 8192) AS unread
    FROM texts AS x
    JOIN conform.who AS w
        ON w.source = 'county_finance.disbursements' AND w.raw_workshop_id = x.t5 AND w.raw_uscc = x.t6 AND w.raw_name = x.t7 AND w.raw_id_text = x.t8 AND w.raw_account = x.t15
    LEFT JOIN conform.words AS r2 ON r2.raw = x.t2
    LEFT JOIN conform.codes AS r3 ON r3.list = 'county_finance.disbursements 补贴项目' AND r3.raw = x.t3
    LEFT JOIN conform.codes AS r4 ON r4.list = 'county_finance.disbursements 受益对象类型' AND r4.raw = x.t4
    LEFT JOIN conform.months AS r9 ON r9.raw = x.t9
    LEFT JOIN conform.months AS r10 ON r10.raw = x.t10
    LEFT JOIN conform.amounts AS r11 ON r11.raw = x.t11
    LEFT JOIN conform.codes AS r12 ON r12.list = 'county_finance.disbursements 资金来源' AND r12.raw = x.t12
    LEFT JOIN conform.words AS r13 ON r13.raw = x.t13
    LEFT JOIN conform.days AS r14 ON r14.raw = x.t14
    LEFT JOIN conform.words AS r16 ON r16.raw = x.t16
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
    paid_on,
    project_id,
    missing,
    unread,
    missing <> 0 OR (unread & 1797) <> 0 AS bad,
    CASE WHEN (missing | unread) <> 0 THEN [t1, t2, t3, t4, t5, t6, t7, t8, t9, t10, t11, t12, t13, t14, t15, t16] END AS texts
FROM read
