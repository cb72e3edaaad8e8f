-- 没有花名册的月份数。 How many months of a person-year, in which the workshop may have run under its title and a document ruled, no roster speaks of.
WITH periods AS (
    -- Of a unit whose rows name no workshop every month is missing: nobody knows whose rosters would speak of it.
    SELECT DISTINCT
        coalesce(u.place, 0) AS place,
        u.scheme,
        u.beneficiary_kind,
        u.area,
        u.lane,
        g.title_clause IS NOT NULL AND u.place IS NOT NULL AS asks_title,
        u.from_number,
        u.judged
    FROM rules.grant_units AS u
    INNER JOIN policy.grants AS g USING (lane)
    WHERE g.by_year
)

SELECT
    p.place,
    p.scheme,
    p.area,
    p.lane,
    p.from_number,
    p.judged,
    count(*) AS missing
FROM periods AS p
INNER JOIN run.calendar AS c ON c.number BETWEEN p.from_number AND p.judged
SEMI JOIN rules.grant_rulings AS r
    ON r.scheme = p.scheme AND r.beneficiary_kind = p.beneficiary_kind AND r.area = p.area AND r.number = c.number
LEFT JOIN rules.grant_shops AS s ON s.place = p.place
LEFT JOIN rules.grant_title_months AS h
    ON h.place = p.place AND h.number = c.number
ANTI JOIN rules.grant_told AS t
    ON t.place = p.place AND t.number = c.number
WHERE (NOT p.asks_title OR h.number IS NOT NULL)
    AND c.number >= coalesce(s.since, c.number)
    AND c.number <= coalesce(s.until, c.number)
GROUP BY p.place, p.scheme, p.area, p.lane, p.from_number, p.judged
