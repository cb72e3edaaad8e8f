-- 没有花名册的月份数。 How many months of a period, in which the workshop ran under its title, no roster speaks of.
WITH periods AS (
    -- Of a unit whose rows name no workshop every month is missing: nobody knows whose rosters would speak of it.
    SELECT DISTINCT
        coalesce(u.place, 0) AS place,
        u.from_number,
        u.judged
    FROM rules.grant_units AS u
    INNER JOIN policy.grants AS g USING (lane)
    WHERE g.by_year
)

SELECT
    p.place,
    p.from_number,
    p.judged,
    count(*) AS missing
FROM periods AS p
INNER JOIN run.calendar AS c ON c.number BETWEEN p.from_number AND p.judged
LEFT JOIN rules.grant_shops AS s ON s.place = p.place
ANTI JOIN rules.grant_told AS t
    ON t.place = p.place AND t.number = c.number
WHERE c.number >= coalesce(s.since, c.number) AND c.number <= coalesce(s.until, c.number)
GROUP BY p.place, p.from_number, p.judged
