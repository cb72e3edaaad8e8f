-- 应享判断。 What is due, claimed and paid for each scheme, beneficiary, person and period.
WITH made AS (
    SELECT
        o.*,
        i.entitlement_id,
        u.scheme,
        u.beneficiary_kind,
        w.beneficiary_key,
        w.person_key,
        u.person,
        w.workshop_id,
        w.from_month,
        w.to_month,
        u.claimed,
        u.paid,
        u.has_live,
        u.area,
        w.to_month <= m.month AS is_over,
        g.clause AS rule,
        g.document,
        g.locator,
        x.drawn,
        period_zh(w.from_month, w.to_month) AS months,
        CASE
            WHEN o.lacks = 'external' THEN '；金额由其他文件规定'
            WHEN o.lacks = 'recorded' THEN '；金额须由人记录：' || text(g.fact_zh)
            WHEN o.lacks = 'investment' THEN '；台账没有项目投资额'
            WHEN o.lacks <> '' THEN '；未配置参数：' || coalesce(z.zh, o.lacks)
            ELSE ''
        END AS missing
    FROM rules.grant_outcomes AS o
    INNER JOIN rules.grant_units AS u USING (unit)
    INNER JOIN rules.grant_words AS w USING (unit)
    INNER JOIN rules.grant_ids AS i USING (unit)
    CROSS JOIN run.month AS m
    LEFT JOIN policy.grants AS g ON g.lane = u.ruling
    LEFT JOIN rules.grant_excluded AS x USING (unit)
    LEFT JOIN policy.word AS z ON z.list = 'parameter' AND z.code = o.lacks
)

SELECT
    entitlement_id,
    scheme,
    beneficiary_kind,
    beneficiary_key,
    person_key,
    person,
    workshop_id,
    from_month,
    to_month,
    outcome,
    amount_due,
    amount_high,
    claimed,
    paid,
    CASE
        WHEN amount_high IS NOT NULL THEN CAST(greatest(paid - amount_high, 0) AS DECIMAL(18, 2))
    END AS over,
    CASE
        -- What was never claimed is no under-payment.
        WHEN NOT has_live THEN NULL
        WHEN outcome = 'due' AND is_over THEN CAST(greatest(amount_due - paid - claimed, 0) AS DECIMAL(18, 2))
        WHEN outcome IN ('due', 'not_due', 'pending') THEN CAST(0 AS DECIMAL(18, 2))
    END AS under,
    coalesce(rule, '') AS rule,
    CASE WHEN outcome IN ('not_due', 'pending') THEN failed ELSE '' END AS failed,
    CASE
        WHEN outcome = 'due' THEN months || '符合条件，应享 ' || known(worth_low) || ' 元' || coalesce('；经营主体已享受' || drawn || '，与此只能择一', '') || '。'
        WHEN outcome = 'not_due' THEN months || '不符合条件：' || why_failed || '。'
        WHEN outcome = 'pending' THEN months || '期间尚未结束，目前：' || why_failed || '。'
        WHEN outcome = 'no_basis' THEN months || '没有确认的政策依据。'
        WHEN link = 'unsure' THEN months || '的人员身份不能确认，待核实后再判断。'
        WHEN outcome = 'needs_person'
            THEN months || '须由人核实：' || ltrim(replace(why_open, '须由人核实：', '') || missing, '；') || '。'
        ELSE months || '凭现有资料不能确定：' || why_open || '。'
    END AS says,
    coalesce(document, '') AS document,
    coalesce(locator, '') AS clause,
    has_live,
    area,
    lacks,
    drawn AS instead
FROM made
