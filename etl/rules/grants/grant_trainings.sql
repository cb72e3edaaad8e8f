-- 应享单元的培训记录。 A unit of training with the records of its person, at its workshop and in its months, together.
SELECT
    u.unit,
    count(*) AS records,
    CAST(sum(r.days) AS DECIMAL(18, 2)) AS days
FROM rules.grant_units AS u
INNER JOIN policy.grants AS g USING (lane)
LEFT JOIN rules.grant_shops AS s USING (place)
INNER JOIN rules.grant_records AS r
    ON r.person = u.worker
    AND r.begins <= u.to_number
    AND r.ends >= u.from_number
    AND (r.workshop_id IS NULL OR u.place IS NULL OR r.workshop_id = s.workshop_id)
WHERE g.period = 'trained' OR g.amount_kind = 'fixed_days'
GROUP BY u.unit
