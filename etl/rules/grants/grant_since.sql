-- 开工以来的月份。 A unit of a whole workshop with the months since production began that no roster speaks of.
SELECT
    u.unit,
    u.place,
    u.judged,
    coalesce(s.opened, 0) AS since,
    s.is_opening_unknown,
    greatest(u.judged - coalesce(s.opened, u.judged) + 1, 0)
    - CAST(count(t.number) FILTER (WHERE t.number >= coalesce(s.opened, u.judged)) AS BIGINT) AS missing
FROM rules.grant_units AS u
SEMI JOIN policy.grant_asked AS a
    ON a.lane = u.lane AND a.test IN ('workers', 'months', 'pay')
INNER JOIN policy.grants AS g USING (lane)
INNER JOIN rules.grant_shops AS s USING (place)
LEFT JOIN rules.grant_told AS t
    ON t.place = u.place AND t.is_handed AND t.number <= u.judged
WHERE NOT g.by_year
GROUP BY u.unit, u.place, u.judged, s.opened, s.is_opening_unknown
