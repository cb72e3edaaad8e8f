-- 车间有工资发放的月份。 A workshop's month with a roster: whether anyone was paid in it, surely and perhaps.
SELECT
    w.workshop_id,
    w.month,
    month_number(w.month) AS number,
    coalesce(bool_or(w.pay > 0 AND w.verdict = 'confirmed'), FALSE) AS is_sure,
    coalesce(bool_or(w.pay > 0 AND w.verdict <> 'contradicted'), FALSE) AS is_possible
FROM verify.worker_months AS w
CROSS JOIN run.month AS m
WHERE w.month <= m.month
GROUP BY w.workshop_id, w.month
