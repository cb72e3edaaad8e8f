-- 个人缴费明细，读出后。 A landed row of social_insurance.contributions with its texts read; `missing` and `unread` hold a bit a column, `texts` what odd rows said.
-- Written by `python -m etl.conform.write` from connectors/social_insurance/source.yaml.
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
        coalesce("AAC001", '') AS t1,
        coalesce("AAC002", '') AS t2,
        coalesce("AAC003", '') AS t3,
        coalesce("AAB001", '') AS t4,
        coalesce("AAB998", '') AS t5,
        coalesce("AAB004", '') AS t6,
        coalesce("AAE140", '') AS t7,
        coalesce("AAE003", '') AS t8,
        coalesce("AAE180", '') AS t9,
        coalesce("DWJE", '') AS t10,
        coalesce("GRJE", '') AS t11,
        coalesce("AAE111", '') AS t12,
        coalesce("DZRQ", '') AS t13,
        coalesce("UPDATED_AT", '') AS t14
    FROM landed.contributions
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
        w.who,
        w.asked,
        w.key_id_text,
        w.key_unit_no,
        w.said_unit_no AS said_2,
        r7.key AS said_3,
        r8.key AS said_4,
        r7.code AS kind,
        r8.month AS month,
        r9.amount AS base,
        r10.amount AS employer_amount,
        r11.amount AS person_amount,
        r12.code AS state,
        r13.day AS received_on,
        r14.moment AS updated_at,
        bit_if(w.id_text IS NULL, 2)
        + bit_if(w.unit_no IS NULL, 8)
        + bit_if(r7.code IS NULL AND NOT r7.is_unread, 64)
        + bit_if(r8.month IS NULL AND NOT r8.is_unread, 128)
        + bit_if(r12.code IS NULL AND NOT r12.is_unread, 2048) AS missing,
        bit_if(r7.is_unread, 64)
        + bit_if(r8.is_unread, 128)
        + bit_if(r9.is_unread, 256)
        + bit_if(r10.is_unread, 512)
        + bit_if(r11.is_unread, 1024)
        + bit_if(r12.is_unread, 2048)
        + bit_if(r13.is_unread, 4096)
        + bit_if(r14.is_unread, 8192) AS unread
    FROM texts AS x
    JOIN conform.who AS w
        ON w.source = 'social_insurance.contributions' AND w.raw_insured_no = x.t1 AND w.raw_id_text = x.t2 AND w.raw_name = x.t3 AND w.raw_unit_no = x.t4 AND w.raw_uscc = x.t5 AND w.raw_employer_name = x.t6
    LEFT JOIN conform.codes AS r7 ON r7.list = 'social_insurance.contributions AAE140' AND r7.raw = x.t7
    LEFT JOIN conform.months AS r8 ON r8.raw = x.t8
    LEFT JOIN conform.amounts AS r9 ON r9.raw = x.t9
    LEFT JOIN conform.amounts AS r10 ON r10.raw = x.t10
    LEFT JOIN conform.amounts AS r11 ON r11.raw = x.t11
    LEFT JOIN conform.codes AS r12 ON r12.list = 'social_insurance.contributions AAE111' AND r12.raw = x.t12
    LEFT JOIN conform.days AS r13 ON r13.raw = x.t13
    LEFT JOIN conform.moments AS r14 ON r14.raw = x.t14
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
    key_id_text,
    key_unit_no,
    said_2,
    said_3,
    said_4,
    kind,
    month,
    base,
    employer_amount,
    person_amount,
    state,
    received_on,
    updated_at,
    missing,
    unread,
    missing <> 0 OR (unread & 2250) <> 0 AS bad,
    CASE WHEN (missing | unread) <> 0 THEN [t1, t2, t3, t4, t5, t6, t7, t8, t9, t10, t11, t12, t13, t14] END AS texts
FROM read
