-- 无人就业的户。 A household of a counted group with somebody who can work, of whom nothing shows anybody at work, and whether that is surely so.
WITH asked AS (
    SELECT l.source
    FROM (VALUES ('civil_affairs.assistance'), ('monitoring.people'), ('resettlement.residents')) AS l(source)
    INNER JOIN run.configured AS c ON c.system = split_part(l.source, '.', 1)
),
untold AS (
    -- Who belongs to a household, and to which group, only whole registers say.
    SELECT DISTINCT k.county
    FROM (SELECT DISTINCT h.county FROM ledger.home_members AS h) AS k
    CROSS JOIN asked AS a
    CROSS JOIN run.month AS m
    LEFT JOIN verify.coverage AS c ON c.source = a.source AND c.county = k.county AND c.month = m.month AND c.state = 'full'
    WHERE c.source IS NULL
    UNION
    SELECT u.county FROM ledger.unheard AS u
),
homes AS (
    SELECT h.household_id, max(h.county) AS county, max(h.township) AS township, count(*) FILTER (WHERE h.is_able) AS able,
        max(w.last_number) AS last_number
    FROM ledger.home_members AS h
    LEFT JOIN ledger.home_work AS w ON w.person_id = h.person_id
    GROUP BY h.household_id
    HAVING bool_or(h.is_counted) AND bool_or(h.is_able)
)
SELECT o.household_id, o.county, o.township, o.able, o.last_number, u.county IS NULL AS is_told
FROM homes AS o
CROSS JOIN run.month AS m
LEFT JOIN untold AS u ON u.county = o.county
WHERE coalesce(o.last_number < m.number, TRUE)
