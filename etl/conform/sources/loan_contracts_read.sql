-- 贷款合同与贴息，读出后。 A landed row of loans.contracts with its texts read; `missing` and `unread` hold a bit a column, `texts` what odd rows said.
-- Written by `python -m etl.conform.write` from connectors/loans/source.yaml.
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
        coalesce("合同编号", '') AS t1,
        coalesce("贷款种类", '') AS t2,
        coalesce("统一社会信用代码", '') AS t3,
        coalesce("身份证号", '') AS t4,
        coalesce("姓名", '') AS t5,
        coalesce("贷款金额", '') AS t6,
        coalesce("年利率", '') AS t7,
        coalesce("起始日期", '') AS t8,
        coalesce("到期日期", '') AS t9,
        coalesce("结清日期", '') AS t10,
        coalesce("经办银行", '') AS t11,
        clean_words("合同编号") AS row_id,
        coalesce(clean_key("合同编号"), '') AS said_1
    FROM landed.loan_contracts
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
        w.who,
        w.asked,
        x.said_1,
        x.row_id,
        r2.code AS kind,
        r6.amount AS principal,
        r7.amount AS rate,
        r8.day AS from_on,
        r9.day AS to_on,
        r10.day AS closed_on,
        r11.words AS bank,
        bit_if(x.row_id IS NULL, 1)
        + bit_if(r2.code IS NULL AND NOT r2.is_unread, 2)
        + bit_if(r6.amount IS NULL AND NOT r6.is_unread, 32)
        + bit_if(r7.amount IS NULL AND NOT r7.is_unread, 64)
        + bit_if(r8.day IS NULL AND NOT r8.is_unread, 128)
        + bit_if(r9.day IS NULL AND NOT r9.is_unread, 256) AS missing,
        bit_if(r2.is_unread, 2)
        + bit_if(r6.is_unread, 32)
        + bit_if(r7.is_unread, 64)
        + bit_if(r8.is_unread, 128)
        + bit_if(r9.is_unread, 256)
        + bit_if(r10.is_unread, 512) AS unread
    FROM texts AS x
    JOIN conform.who AS w
        ON w.source = 'loans.contracts' AND w.raw_uscc = x.t3 AND w.raw_id_text = x.t4 AND w.raw_name = x.t5
    LEFT JOIN conform.codes AS r2 ON r2.list = 'loans.contracts 贷款种类' AND r2.raw = x.t2
    LEFT JOIN conform.amounts AS r6 ON r6.raw = x.t6
    LEFT JOIN conform.amounts AS r7 ON r7.raw = x.t7
    LEFT JOIN conform.days AS r8 ON r8.raw = x.t8
    LEFT JOIN conform.days AS r9 ON r9.raw = x.t9
    LEFT JOIN conform.days AS r10 ON r10.raw = x.t10
    LEFT JOIN conform.words AS r11 ON r11.raw = x.t11
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
    principal,
    rate,
    from_on,
    to_on,
    closed_on,
    bank,
    missing,
    unread,
    missing <> 0 OR (unread & 483) <> 0 AS bad,
    CASE WHEN (missing | unread) <> 0 THEN [t1, t2, t3, t4, t5, t6, t7, t8, t9, t10, t11] END AS texts
FROM read
