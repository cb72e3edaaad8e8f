-- 车间建设与设备项目，读出后。 A landed row of assets.projects with its texts read; `missing` and `unread` hold a bit a column, `texts` what odd rows said.
-- Written by `python -m etl.conform.write` from connectors/assets/source.yaml.
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
        coalesce("项目编号", '') AS t1,
        coalesce("项目名称", '') AS t2,
        coalesce("车间编号", '') AS t3,
        coalesce("区划代码", '') AS t4,
        coalesce("资金来源", '') AS t5,
        coalesce("投资总额", '') AS t6,
        coalesce("财政投入", '') AS t7,
        coalesce("建成日期", '') AS t8,
        coalesce("产权人", '') AS t9,
        coalesce("资产状态", '') AS t10,
        coalesce("清核完成日期", '') AS t11,
        clean_words("项目编号") AS project_id,
        clean_code("车间编号") AS workshop_id,
        clean_code("区划代码") AS area_code,
        coalesce(clean_key("项目编号"), '') AS said_1
    FROM landed.projects
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
        x.said_1,
        x.area_code AS area,
        x.project_id,
        r2.words AS project_name,
        x.workshop_id,
        x.area_code,
        r5.words AS fund,
        r6.amount AS investment,
        r7.amount AS public_amount,
        r8.day AS completed_on,
        r9.words AS owner,
        r10.code AS state,
        r11.day AS cleared_on,
        bit_if(x.project_id IS NULL, 1)
        + bit_if(r2.words IS NULL, 2)
        + bit_if(x.area_code IS NULL, 8)
        + bit_if(r6.amount IS NULL AND NOT r6.is_unread, 32) AS missing,
        bit_if(r6.is_unread, 32)
        + bit_if(r7.is_unread, 64)
        + bit_if(r8.is_unread, 128)
        + bit_if(r10.is_unread, 512)
        + bit_if(r11.is_unread, 1024) AS unread
    FROM texts AS x
    LEFT JOIN conform.words AS r2 ON r2.raw = x.t2
    LEFT JOIN conform.words AS r5 ON r5.raw = x.t5
    LEFT JOIN conform.amounts AS r6 ON r6.raw = x.t6
    LEFT JOIN conform.amounts AS r7 ON r7.raw = x.t7
    LEFT JOIN conform.days AS r8 ON r8.raw = x.t8
    LEFT JOIN conform.words AS r9 ON r9.raw = x.t9
    LEFT JOIN conform.codes AS r10 ON r10.list = 'assets.projects 资产状态' AND r10.raw = x.t10
    LEFT JOIN conform.days AS r11 ON r11.raw = x.t11
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
    project_id,
    project_name,
    workshop_id,
    area_code,
    fund,
    investment,
    public_amount,
    completed_on,
    owner,
    state,
    cleared_on,
    missing,
    unread,
    missing <> 0 OR (unread & 43) <> 0 AS bad,
    CASE WHEN (missing | unread) <> 0 THEN [t1, t2, t3, t4, t5, t6, t7, t8, t9, t10, t11] END AS texts
FROM read
