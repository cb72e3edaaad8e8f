-- 持有称号的车间月。 A month in which a workshop holds its title, or may hold it, to the end of the ledger month's year.
WITH reach AS (
    SELECT
        min(month_number(month_of(g.first_day))) AS first,
        max(m.number // 12 * 12 + 11) AS last
    FROM policy.grants AS g
    CROSS JOIN run.month AS m
),

spans AS (
    SELECT
        s.place,
        t.first_number,
        t.last_number,
        t.is_open
    FROM rules.grant_shops AS s
    INNER JOIN rules.titles AS t USING (workshop_id)
    UNION ALL
    -- Of a workshop that the register does not hold nobody can tell.
    SELECT
        s.place,
        CAST(0 AS BIGINT) AS first_number,
        CAST(NULL AS BIGINT) AS last_number,
        TRUE AS is_open
    FROM rules.grant_shops AS s
    ANTI JOIN conform.workshops AS w USING (workshop_id)
)

SELECT
    s.place,
    c.number,
    bool_and(s.is_open) AS is_open
FROM spans AS s
CROSS JOIN reach AS r
INNER JOIN run.calendar AS c
    ON c.number BETWEEN greatest(s.first_number, r.first) AND least(coalesce(s.last_number, r.last), r.last)
GROUP BY s.place, c.number
