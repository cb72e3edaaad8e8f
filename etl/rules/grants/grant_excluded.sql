-- 已择其一。 Of what nobody claimed, the subsidies that the operator drew and a clause lets it choose between: due as the other is, and never both.
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

SELECT u.unit, array_to_string(list_sort(list(DISTINCT coalesce(w.zh, p.other))), '、') AS drawn
FROM rules.grant_units AS u
INNER JOIN rules.grant_shops AS s USING (place)
INNER JOIN placed AS p
    ON p.scheme = u.scheme AND p.beneficiary_kind = u.beneficiary_kind AND p.area = u.area AND p.is_narrowest
INNER JOIN drawn AS d
    ON d.scheme = p.other AND d.uscc = s.uscc AND d.from_month BETWEEN p.first_month AND p.last_month
LEFT JOIN run.words AS w ON w.list = 'schemes' AND w.code = p.other
WHERE NOT u.has_live
GROUP BY u.unit
