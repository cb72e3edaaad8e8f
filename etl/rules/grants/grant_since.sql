-- 认定以来的月份。 A unit of a whole workshop with the months since its recognition that no roster speaks of.
SELECT
    u.unit,
    u.place,
    u.judged,
    coalesce(s.since, 0) AS since,
    greatest(u.judged - coalesce(s.since, u.judged) + 1, 0)
    - CAST(count(t.number) FILTER (WHERE t.number >= coalesce(s.since, u.judged)) AS BIGINT) AS missing
FROM rules.grant_units AS u
SEMI JOIN policy.grant_asked AS a
    ON a.lane = u.lane AND a.test IN ('workers', 'months', 'pay')
INNER JOIN policy.grants AS g USING (lane)
INNER JOIN rules.grant_shops AS s USING (place)
LEFT JOIN rules.grant_told AS t
    ON t.place = u.place AND t.is_handed AND t.number <= u.judged
WHERE NOT g.by_year
GROUP BY u.unit, u.place, u.judged, s.since
