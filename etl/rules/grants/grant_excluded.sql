-- 择一条件。 Of what nobody claimed, whether the operator drew the other of two subsidies between which a clause lets it choose.
WITH asked AS (
    SELECT DISTINCT u.scheme, u.beneficiary_kind, u.area FROM rules.grant_units AS u WHERE NOT u.has_live
),

-- The narrowest place that the policy tells apart.
placed AS (
    SELECT
        a.scheme,
        a.beneficiary_kind,
        a.area,
        p.other,
        p.rule,
        p.first_month,
        p.last_month,
        length(p.area) = max(length(p.area)) OVER (PARTITION BY a.area) AS is_narrowest
    FROM asked AS a
    INNER JOIN policy.pairs AS p
        ON p.scheme = a.scheme AND starts_with(a.area, p.area) AND p.beneficiary_kind IN ('', a.beneficiary_kind)
    WHERE p.kind = 'excludes' AND p.per = 'credit_code' AND p.other <> a.scheme
),

drawn AS (
    SELECT DISTINCT b.scheme, coalesce(s.uscc, b.uscc) AS uscc, b.from_month
    FROM verify.benefits AS b
    LEFT JOIN rules.grant_shops AS s USING (workshop_id)
    WHERE b.is_live AND coalesce(s.uscc, b.uscc) IS NOT NULL
)

SELECT DISTINCT
    u.unit,
    p.rule AS clause,
    'excluded' AS test,
    'not_met' AS outcome,
    CAST(NULL AS DOUBLE) AS low,
    CAST(NULL AS DOUBLE) AS high,
    CAST(NULL AS DOUBLE) AS threshold,
    '已享受只能择一的另一项补贴' AS says
FROM rules.grant_units AS u
INNER JOIN rules.grant_shops AS s USING (place)
INNER JOIN placed AS p
    ON p.scheme = u.scheme AND p.beneficiary_kind = u.beneficiary_kind AND p.area = u.area AND p.is_narrowest
INNER JOIN drawn AS d
    ON d.scheme = p.other AND d.uscc = s.uscc AND d.from_month BETWEEN p.first_month AND p.last_month
WHERE NOT u.has_live
