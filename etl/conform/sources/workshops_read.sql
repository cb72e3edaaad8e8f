-- 就业帮扶车间认定台账，读出后。 A landed row of hrss.workshops with its texts read; `missing` and `unread` hold a bit a column, `texts` what odd rows said.
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
        coalesce("CJBH", '') AS t1,
        coalesce("CJMC", '') AS t2,
        coalesce("TYSHXYDM", '') AS t3,
        coalesce("XZQHDM", '') AS t4,
        coalesce("DZ", '') AS t5,
        coalesce("FZR", '') AS t6,
        coalesce("FZRZJHM", '') AS t7,
        coalesce("LXDH", '') AS t8,
        coalesce("CJLX", '') AS t9,
        coalesce("MJ", '') AS t10,
        coalesce("JGXM", '') AS t11,
        coalesce("SCGM", '') AS t12,
        coalesce("CDXZ", '') AS t13,
        coalesce("SFJJ", '') AS t14,
        coalesce("KGRQ", '') AS t15,
        coalesce("TCRQ", '') AS t16,
        coalesce("HFRQ", '') AS t17,
        coalesce("RDRQ", '') AS t18,
        coalesce("RDJG", '') AS t19,
        coalesce("ZSBH", '') AS t20,
        coalesce("JGDW", '') AS t21,
        coalesce("ZT", '') AS t22,
        coalesce("ZTRQ", '') AS t23,
        coalesce("TZZE", '') AS t24,
        coalesce("NJYSR", '') AS t25,
        coalesce("UPDATED_AT", '') AS t26
    FROM landed.workshops
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
        x.t19,
        x.t20,
        x.t21,
        x.t22,
        x.t23,
        x.t24,
        x.t25,
        x.t26,
        w.who,
        w.asked,
        w.key_workshop_id,
        w.said_workshop_id AS said_1,
        w.area_code AS area,
        r2.words AS workshop_name,
        r5.words AS address,
        r9.code AS kind,
        r10.amount AS floor_area_m2,
        r11.words AS product,
        r12.words AS scale,
        r13.code AS premises,
        r14.flag AS seasonal,
        r15.day AS opened_on,
        r16.day AS stopped_on,
        r17.day AS resumed_on,
        r18.day AS recognised_on,
        r19.words AS recognised_by,
        r20.words AS certificate_no,
        r21.words AS supervised_by,
        r22.code AS state,
        r23.day AS state_on,
        r24.amount AS investment,
        r25.amount AS annual_revenue,
        r26.moment AS updated_at,
        bit_if(w.workshop_id IS NULL, 1)
        + bit_if(r2.words IS NULL, 2)
        + bit_if(w.area_code IS NULL, 8) AS missing,
        bit_if(w.area_code IS NOT NULL AND county_of(w.area_code) IS NULL, 8)
        + bit_if(r9.is_unread, 256)
        + bit_if(r10.is_unread, 512)
        + bit_if(r13.is_unread, 4096)
        + bit_if(r14.is_unread, 8192)
        + bit_if(r15.is_unread, 16384)
        + bit_if(r16.is_unread, 32768)
        + bit_if(r17.is_unread, 65536)
        + bit_if(r18.is_unread, 131072)
        + bit_if(r22.is_unread, 2097152)
        + bit_if(r23.is_unread, 4194304)
        + bit_if(r24.is_unread, 8388608)
        + bit_if(r25.is_unread, 16777216)
        + bit_if(r26.is_unread, 33554432) AS unread
    FROM texts AS x
    JOIN conform.who AS w
        ON w.source = 'hrss.workshops' AND w.raw_workshop_id = x.t1 AND w.raw_uscc = x.t3 AND w.raw_area_code = x.t4 AND w.raw_name = x.t6 AND w.raw_id_text = x.t7 AND w.raw_phone = x.t8
    LEFT JOIN conform.words AS r2 ON r2.raw = x.t2
    LEFT JOIN conform.words AS r5 ON r5.raw = x.t5
    LEFT JOIN conform.codes AS r9 ON r9.list = 'hrss.workshops CJLX' AND r9.raw = x.t9
    LEFT JOIN conform.amounts AS r10 ON r10.raw = x.t10
    LEFT JOIN conform.words AS r11 ON r11.raw = x.t11
    LEFT JOIN conform.words AS r12 ON r12.raw = x.t12
    LEFT JOIN conform.codes AS r13 ON r13.list = 'hrss.workshops CDXZ' AND r13.raw = x.t13
    LEFT JOIN conform.flags AS r14 ON r14.raw = x.t14
    LEFT JOIN conform.days AS r15 ON r15.raw = x.t15
    LEFT JOIN conform.days AS r16 ON r16.raw = x.t16
    LEFT JOIN conform.days AS r17 ON r17.raw = x.t17
    LEFT JOIN conform.days AS r18 ON r18.raw = x.t18
    LEFT JOIN conform.words AS r19 ON r19.raw = x.t19
    LEFT JOIN conform.words AS r20 ON r20.raw = x.t20
    LEFT JOIN conform.words AS r21 ON r21.raw = x.t21
    LEFT JOIN conform.codes AS r22 ON r22.list = 'hrss.workshops ZT' AND r22.raw = x.t22
    LEFT JOIN conform.days AS r23 ON r23.raw = x.t23
    LEFT JOIN conform.amounts AS r24 ON r24.raw = x.t24
    LEFT JOIN conform.amounts AS r25 ON r25.raw = x.t25
    LEFT JOIN conform.moments AS r26 ON r26.raw = x.t26
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
    key_workshop_id,
    said_1,
    area,
    workshop_name,
    address,
    kind,
    floor_area_m2,
    product,
    scale,
    premises,
    seasonal,
    opened_on,
    stopped_on,
    resumed_on,
    recognised_on,
    recognised_by,
    certificate_no,
    supervised_by,
    state,
    state_on,
    investment,
    annual_revenue,
    updated_at,
    missing,
    unread,
    missing <> 0 OR (unread & 11) <> 0 AS bad,
    CASE WHEN (missing | unread) <> 0 THEN [t1, t2, t3, t4, t5, t6, t7, t8, t9, t10, t11, t12, t13, t14, t15, t16, t17, t18, t19, t20, t21, t22, t23, t24, t25, t26] END AS texts
FROM read
