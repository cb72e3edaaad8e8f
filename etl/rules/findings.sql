-- 认定、升级与退出判断。 What a rule about workshops comes to for a workshop in the ledger month, with its citation.
WITH answers AS (
    SELECT workshop_id, asked, outcome, low, high, threshold, says FROM rules.head_count
    UNION ALL
    SELECT workshop_id, asked, outcome, low, high, threshold, says FROM rules.share
    UNION ALL
    SELECT workshop_id, asked, outcome, low, high, threshold, says FROM rules.wage_floor
    UNION ALL
    SELECT workshop_id, asked, outcome, low, high, threshold, says FROM rules.cover
    UNION ALL
    SELECT workshop_id, asked, outcome, low, high, threshold, says FROM rules.entity
    UNION ALL
    SELECT workshop_id, asked, outcome, low, high, threshold, says FROM rules.operating
    UNION ALL
    SELECT workshop_id, asked, outcome, low, high, threshold, says FROM rules.mean_pay
    UNION ALL
    SELECT workshop_id, asked, outcome, low, high, threshold, says FROM rules.revenue
    UNION ALL
    SELECT workshop_id, asked, outcome, low, high, threshold, says FROM rules.recorded
    UNION ALL
    SELECT workshop_id, asked, outcome, low, high, threshold, says FROM rules.finding
    UNION ALL
    SELECT workshop_id, asked, outcome, low, high, threshold, says FROM rules.expires
    UNION ALL
    SELECT
        workshop_id,
        asked,
        outcome,
        CAST(low AS DOUBLE) AS low,
        CAST(high AS DOUBLE) AS high,
        CAST(needed AS DOUBLE) AS threshold,
        says
    FROM rules.exits
),
judged AS (
    SELECT
        q.workshop_id,
        q.standing,
        coalesce(a.outcome, q.outcome) AS outcome,
        a.low,
        a.high,
        a.threshold,
        coalesce(a.says, q.says) AS says
    FROM rules.questions AS q
    LEFT JOIN answers AS a ON a.workshop_id = q.workshop_id AND a.asked = q.asked
)
SELECT
    j.workshop_id,
    m.month,
    t.rule,
    j.outcome,
    j.low,
    j.high,
    j.threshold,
    j.says || CASE j.outcome
        WHEN 'met' THEN '：符合。'
        WHEN 'not_met' THEN '：不符合。'
        WHEN 'undetermined' THEN '：凭现有资料不能确定。'
        WHEN 'needs_person' THEN '：须由人核实后确定。'
        WHEN 'not_applicable' THEN '：不适用。'
        ELSE ''
    END AS says,
    t.document,
    t.clause,
    t.family,
    t.form
FROM judged AS j
INNER JOIN policy.standing AS t ON t.standing = j.standing
CROSS JOIN run.month AS m
