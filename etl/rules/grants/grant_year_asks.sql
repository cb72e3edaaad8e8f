-- 按人年一并核算的条件。 What a lane asks of the months of a person-year, side by side.
SELECT
    a.lane,
    max(a.groups) FILTER (WHERE a.test = 'status') AS groups,
    coalesce(bool_or(a.undelivered) FILTER (WHERE a.test = 'status'), FALSE) AS undelivered,
    max(a.kinds) FILTER (WHERE a.test = 'agreement') AS kinds,
    max(a.review_kinds) FILTER (WHERE a.test = 'agreement') AS review_kinds,
    max(a.number) FILTER (WHERE a.test = 'premium') AS premium,
    coalesce(bool_or(a.by_injury) FILTER (WHERE a.test = 'premium'), FALSE) AS by_injury,
    max(a.months) FILTER (WHERE a.test = 'months') AS months,
    max(a.parameter) FILTER (WHERE a.test = 'months') AS parameter,
    max(a.shop_kinds) FILTER (WHERE a.test = 'months') AS shop_kinds,
    coalesce(bool_or(a.rolling) FILTER (WHERE a.test = 'months'), FALSE) AS rolling,
    max(a.number) FILTER (WHERE a.test = 'pay') AS pay
FROM policy.grant_asked AS a
INNER JOIN policy.grants AS g USING (lane)
WHERE g.by_year
GROUP BY a.lane
