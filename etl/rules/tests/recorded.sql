-- 登记的认定。 A workshop's recorded recognition, taken as it is.
SELECT
    q.workshop_id,
    q.asked,
    CASE WHEN s.recognised_on IS NOT NULL THEN 'met' ELSE 'undetermined' END AS outcome,
    CAST(NULL AS DOUBLE) AS low,
    CAST(NULL AS DOUBLE) AS high,
    CAST(NULL AS DOUBLE) AS threshold,
    '按登记的认定日期 ' || known(s.recognised_on) || ' 认可，不重新计算：' || a.words AS says
FROM rules.questions AS q
INNER JOIN policy.asked AS a ON a.asked = q.asked
INNER JOIN rules.shops AS s ON s.workshop_id = q.workshop_id
WHERE a.form = 'recorded'
