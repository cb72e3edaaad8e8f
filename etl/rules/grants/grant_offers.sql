-- 无申报也判断的补贴。 A subsidy that a county's people are judged for without a claim.
WITH granted AS (
    SELECT DISTINCT
        a.area,
        g.rule_no,
        g.scheme,
        g.beneficiary,
        g.period,
        g.dated_groups,
        -- Where its number is not configured nobody is judged without a claim.
        CASE WHEN g.amount_kind = 'parameter' THEN g.scheme ELSE g.parameter END AS code
    FROM rules.grant_areas AS a
    INNER JOIN policy.grants AS g ON starts_with(a.area, g.area)
    WHERE g.unclaimed AND g.computed
),

known AS (
    SELECT
        g.*,
        row_number() OVER (PARTITION BY g.area, g.scheme, g.beneficiary ORDER BY g.rule_no DESC) AS nth
    FROM granted AS g
    CROSS JOIN run.month AS m
    LEFT JOIN rules.grant_numbers AS n
        ON n.code = g.code AND n.area = g.area AND n.number = m.number
    WHERE g.code IS NULL OR n.amount IS NOT NULL
)

SELECT
    row_number() OVER (ORDER BY area, scheme, beneficiary) AS offer,
    area,
    scheme,
    beneficiary,
    period,
    dated_groups
FROM known
WHERE nth = 1
