-- 市场主体基本信息，读出后。 A landed row of business_registry.entities with its texts read; `missing` and `unread` hold a bit a column, `texts` what odd rows said.
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
        coalesce("REGNO", '') AS t2,
        coalesce("ENTNAME", '') AS t3,
        coalesce("ENTTYPE", '') AS t4,
        coalesce("LEREP", '') AS t5,
        coalesce("CERNO", '') AS t6,
        coalesce("ESTDATE", '') AS t7,
        coalesce("REGSTATE", '') AS t8,
        coalesce("STATEDATE", '') AS t9,
        coalesce("REGCAP", '') AS t10,
        coalesce("DOM", '') AS t11,
        coalesce("OPSCOPE", '') AS t12,
        coalesce("TEL", '') AS t13,
        coalesce("REGORG", '') AS t14,
        coalesce("UPDATED_AT", '') AS t15
    FROM landed.entities
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
        w.who,
        w.asked,
        w.key_uscc,
        w.said_uscc AS said_1,
        r2.words AS old_reg_no,
        r4.code AS entity_kind,
        r7.day AS founded_on,
        r8.code AS state,
        r9.day AS state_on,
        r10.amount AS registered_capital,
        r11.words AS address,
        r12.words AS scope,
        r14.words AS registered_at,
        r15.moment AS updated_at,
        bit_if(w.uscc IS NULL, 1)
        + bit_if(w.employer_name IS NULL, 4)
        + bit_if(r8.code IS NULL AND NOT r8.is_unread, 128) AS missing,
        bit_if(r4.is_unread, 8)
        + bit_if(r7.is_unread, 64)
        + bit_if(r8.is_unread, 128)
        + bit_if(r9.is_unread, 256)
        + bit_if(r10.is_unread, 512)
        + bit_if(r15.is_unread, 16384) AS unread
    FROM texts AS x
    JOIN conform.who AS w
        ON w.source = 'business_registry.entities' AND w.raw_uscc = x.t1 AND w.raw_employer_name = x.t3 AND w.raw_name = x.t5 AND w.raw_id_text = x.t6 AND w.raw_phone = x.t13
    LEFT JOIN conform.words AS r2 ON r2.raw = x.t2
    LEFT JOIN conform.codes AS r4 ON r4.list = 'business_registry.entities ENTTYPE' AND r4.raw = x.t4
    LEFT JOIN conform.days AS r7 ON r7.raw = x.t7
    LEFT JOIN conform.codes AS r8 ON r8.list = 'business_registry.entities REGSTATE' AND r8.raw = x.t8
    LEFT JOIN conform.days AS r9 ON r9.raw = x.t9
    LEFT JOIN conform.amounts AS r10 ON r10.raw = x.t10
    LEFT JOIN conform.words AS r11 ON r11.raw = x.t11
    LEFT JOIN conform.words AS r12 ON r12.raw = x.t12
    LEFT JOIN conform.words AS r14 ON r14.raw = x.t14
    LEFT JOIN conform.moments AS r15 ON r15.raw = x.t15
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
    said_1,
    old_reg_no,
    entity_kind,
    founded_on,
    state,
    state_on,
    registered_capital,
    address,
    scope,
    registered_at,
    updated_at,
    missing,
    unread,
    missing <> 0 OR (unread & 133) <> 0 AS bad,
    CASE WHEN (missing | unread) <> 0 THEN [t1, t2, t3, t4, t5, t6, t7, t8, t9, t10, t11, t12, t13, t14, t15] END AS texts
FROM read
