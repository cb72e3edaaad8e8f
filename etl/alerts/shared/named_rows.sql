-- 有疑问写法的记录。 A row of rosters, claims, payments, posts or training that writes somebody oddly.
WITH named AS (
    SELECT row_ref, form, workshop_id, county, month AS from_month, month AS to_month, 'hrss.rosters' AS source,
        CAST(NULL AS VARCHAR) AS own_key, FALSE AS is_to_person
    FROM verify.roster_verdicts
    SEMI JOIN alerts.odd_forms USING (form)
    UNION ALL
    SELECT row_ref, form, workshop_id, county, from_month, to_month, source, native_key, beneficiary_kind = 'person' AND is_live
    FROM alerts.claims
    SEMI JOIN alerts.odd_forms USING (form)
    UNION ALL
    SELECT row_ref('hrss.public_posts', p.pull_id, p.row_number), p.form, NULL, substr(p.area_code, 1, 6), month_of(p.started_on),
        least(coalesce(month_of(p.ended_on), m.month), m.month), 'hrss.public_posts', NULL, FALSE
    FROM conform.public_posts AS p
    SEMI JOIN alerts.odd_forms AS o ON o.form = p.form
    CROSS JOIN run.month AS m
    WHERE month_of(p.started_on) <= m.month
    UNION ALL
    SELECT row_ref('hrss.training', t.pull_id, t.row_number), t.form, t.workshop_id, NULL, month_of(t.started_on),
        least(coalesce(month_of(t.ended_on), m.month), m.month), 'hrss.training', NULL, FALSE
    FROM conform.training AS t
    SEMI JOIN alerts.odd_forms AS o ON o.form = t.form
    CROSS JOIN run.month AS m
    WHERE month_of(t.started_on) <= m.month
),
keys AS (
    SELECT o.row_ref, o.native_key
    FROM conform.row_origin AS o
    SEMI JOIN named USING (row_ref)
    WHERE o.source IN ('hrss.rosters', 'hrss.public_posts', 'hrss.training')
)
SELECT n.row_ref, n.form, n.workshop_id, n.county, n.from_month, n.to_month, n.source, n.is_to_person,
    coalesce(n.own_key, k.native_key, n.row_ref) AS native_key,
    month_zh(n.from_month) || '的记录（' || CASE n.source
        WHEN 'hrss.rosters' THEN '车间月度用工花名册'
        WHEN 'hrss.subsidies' THEN '就业补助资金申报与发放'
        WHEN 'county_finance.disbursements' THEN '一卡通发放明细'
        WHEN 'hrss.public_posts' THEN '公益性岗位在岗人员'
        WHEN 'hrss.training' THEN '培训实名制'
        ELSE '' END || '）写作' || who_zh(f.name, f.id_text)
        || CASE WHEN length(f.account) > 4 THEN '，账号尾号' || right(f.account, 4) ELSE '' END AS says
FROM named AS n
LEFT JOIN conform.forms AS f ON f.form = n.form
LEFT JOIN keys AS k ON k.row_ref = n.row_ref
