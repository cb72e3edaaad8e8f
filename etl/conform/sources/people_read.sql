-- 脱贫人口与监测对象信息表，读出后。 A landed row of monitoring.people with its texts read; `missing` and `unread` hold a bit a column, `texts` what odd rows said.
-- Written by `python -m etl.conform.write` from connectors/monitoring/source.yaml.
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
        coalesce("省", '') AS t1,
        coalesce("市", '') AS t2,
        coalesce("县", '') AS t3,
        coalesce("乡", '') AS t4,
        coalesce("村", '') AS t5,
        coalesce("行政区划代码", '') AS t6,
        coalesce("户编号", '') AS t7,
        coalesce("人编号", '') AS t8,
        coalesce("姓名", '') AS t9,
        coalesce("曾用名", '') AS t10,
        coalesce("证件类型", '') AS t11,
        coalesce("证件号码", '') AS t12,
        coalesce("性别", '') AS t13,
        coalesce("出生日期", '') AS t14,
        coalesce("民族", '') AS t15,
        coalesce("与户主关系", '') AS t16,
        coalesce("户类型", '') AS t17,
        coalesce("脱贫年度", '') AS t18,
        coalesce("监测对象类别", '') AS t19,
        coalesce("识别监测时间", '') AS t20,
        coalesce("风险是否已消除", '') AS t21,
        coalesce("风险消除时间", '') AS t22,
        coalesce("是否易地扶贫搬迁", '') AS t23,
        coalesce("健康状况", '') AS t24,
        coalesce("劳动技能", '') AS t25,
        coalesce("在校生状况", '') AS t26,
        coalesce("务工企业名称", '') AS t27,
        coalesce("务工月数", '') AS t28,
        coalesce("联系电话", '') AS t29,
        coalesce("人员状态", '') AS t30,
        coalesce("状态变更日期", '') AS t31,
        clean_code("行政区划代码") AS village_code,
        clean_words("人编号") AS person_id,
        clean_name("姓名") AS name,
        clean_name("曾用名") AS former_name,
        clean_id("证件号码") AS id_number,
        clean_number("联系电话") AS phone,
        coalesce(clean_key("人编号"), '') AS said_1
    FROM landed.people
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
        x.t27,
        x.t28,
        x.t29,
        x.t30,
        x.t31,
        x.said_1,
        x.village_code AS area,
        r1.words AS province_name,
        r2.words AS city_name,
        r3.words AS county_name,
        r4.words AS township_name,
        r5.words AS village_name,
        x.village_code,
        r7.words AS household_id,
        x.person_id,
        x.name,
        x.former_name,
        r11.code AS id_kind,
        x.id_number,
        r13.code AS sex,
        r14.day AS born_on,
        r15.words AS ethnicity,
        r16.words AS relation,
        r17.code AS household_kind,
        r18.number AS exit_year,
        r19.code AS monitored_kind,
        r20.day AS monitored_from,
        r21.flag AS risk_cleared,
        r22.day AS risk_cleared_on,
        r23.flag AS relocated,
        r24.words AS health,
        r25.code AS labour_ability,
        r26.code AS schooling,
        r27.words AS stated_employer,
        r28.number AS stated_months,
        x.phone,
        r30.code AS person_state,
        r31.day AS person_state_on,
        bit_if(x.village_code IS NULL, 32)
        + bit_if(r7.words IS NULL, 64)
        + bit_if(x.person_id IS NULL, 128)
        + bit_if(x.name IS NULL, 256)
        + bit_if(r17.code IS NULL AND NOT r17.is_unread, 65536) AS missing,
        bit_if(r11.is_unread, 1024)
        + bit_if(r13.is_unread, 4096)
        + bit_if(r14.is_unread, 8192)
        + bit_if(r17.is_unread, 65536)
        + bit_if(r18.is_unread, 131072)
        + bit_if(r19.is_unread, 262144)
        + bit_if(r20.is_unread, 524288)
        + bit_if(r21.is_unread, 1048576)
        + bit_if(r22.is_unread, 2097152)
        + bit_if(r23.is_unread, 4194304)
        + bit_if(r25.is_unread, 16777216)
        + bit_if(r26.is_unread, 33554432)
        + bit_if(r28.is_unread, 134217728)
        + bit_if(r30.is_unread, 536870912)
        + bit_if(r31.is_unread, 1073741824) AS unread
    FROM texts AS x
    LEFT JOIN conform.words AS r1 ON r1.raw = x.t1
    LEFT JOIN conform.words AS r2 ON r2.raw = x.t2
    LEFT JOIN conform.words AS r3 ON r3.raw = x.t3
    LEFT JOIN conform.words AS r4 ON r4.raw = x.t4
    LEFT JOIN conform.words AS r5 ON r5.raw = x.t5
    LEFT JOIN conform.words AS r7 ON r7.raw = x.t7
    LEFT JOIN conform.codes AS r11 ON r11.list = 'monitoring.people 证件类型' AND r11.raw = x.t11
    LEFT JOIN conform.codes AS r13 ON r13.list = 'monitoring.people 性别' AND r13.raw = x.t13
    LEFT JOIN conform.days AS r14 ON r14.raw = x.t14
    LEFT JOIN conform.words AS r15 ON r15.raw = x.t15
    LEFT JOIN conform.words AS r16 ON r16.raw = x.t16
    LEFT JOIN conform.codes AS r17 ON r17.list = 'monitoring.people 户类型' AND r17.raw = x.t17
    LEFT JOIN conform.numbers AS r18 ON r18.raw = x.t18
    LEFT JOIN conform.codes AS r19 ON r19.list = 'monitoring.people 监测对象类别' AND r19.raw = x.t19
    LEFT JOIN conform.days AS r20 ON r20.raw = x.t20
    LEFT JOIN conform.flags AS r21 ON r21.raw = x.t21
    LEFT JOIN conform.days AS r22 ON r22.raw = x.t22
    LEFT JOIN conform.flags AS r23 ON r23.raw = x.t23
    LEFT JOIN conform.words AS r24 ON r24.raw = x.t24
    LEFT JOIN conform.codes AS r25 ON r25.list = 'monitoring.people 劳动技能' AND r25.raw = x.t25
    LEFT JOIN conform.codes AS r26 ON r26.list = 'monitoring.people 在校生状况' AND r26.raw = x.t26
    LEFT JOIN conform.words AS r27 ON r27.raw = x.t27
    LEFT JOIN conform.numbers AS r28 ON r28.raw = x.t28
    LEFT JOIN conform.codes AS r30 ON r30.list = 'monitoring.people 人员状态' AND r30.raw = x.t30
    LEFT JOIN conform.days AS r31 ON r31.raw = x.t31
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
    area,
    province_name,
    city_name,
    county_name,
    township_name,
    village_name,
    village_code,
    household_id,
    person_id,
    name,
    former_name,
    id_kind,
    id_number,
    sex,
    born_on,
    ethnicity,
    relation,
    household_kind,
    exit_year,
    monitored_kind,
    monitored_from,
    risk_cleared,
    risk_cleared_on,
    relocated,
    health,
    labour_ability,
    schooling,
    stated_employer,
    stated_months,
    phone,
    person_state,
    person_state_on,
    missing,
    unread,
    missing <> 0 OR (unread & 66016) <> 0 AS bad,
    CASE WHEN (missing | unread) <> 0 THEN [t1, t2, t3, t4, t5, t6, t7, t8, t9, t10, t11, t12, t13, t14, t15, t16, t17, t18, t19, t20, t21, t22, t23, t24, t25, t26, t27, t28, t29, t30, t31] END AS texts
FROM read
