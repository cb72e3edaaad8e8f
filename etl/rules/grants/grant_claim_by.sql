-- 申报期限。 Whether what nobody claimed may still be claimed; when a claim was made no source holds.
SELECT
    u.unit,
    a.clause,
    a.test,
    CASE WHEN NOT u.has_live AND m.number > u.to_number + a.months THEN 'not_met' ELSE 'met' END AS outcome,
    CAST(NULL AS DOUBLE) AS low,
    CAST(NULL AS DOUBLE) AS high,
    CAST(a.months AS DOUBLE) AS threshold,
    '期满后 ' || text(a.months) || ' 个月内申报' AS says
FROM rules.grant_units AS u
INNER JOIN policy.grant_asked AS a ON a.lane = u.lane AND a.test = 'claim_by'
CROSS JOIN run.month AS m
