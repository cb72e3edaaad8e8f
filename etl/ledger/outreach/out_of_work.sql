-- 就业情况。 A leaver with what the ledger month shows: at work, surely out of work, or not to be told for want of a source.
WITH shown AS (
    SELECT l.kind, l.person, l.workshop_id, l.ended_number, w.number
    FROM ledger.leavers AS l
    INNER JOIN ledger.work_seen AS w ON w.person = l.person
    CROSS JOIN run.month AS m
    LEFT JOIN ledger.own_names AS o ON o.workshop_id = l.workshop_id AND o.employer = w.employer
    -- A spell that nobody closed at the place that was lost shows no work; nor does its word for the month in which it ended.
    WHERE o.employer IS NULL
        OR NOT (w.is_spell OR (coalesce(l.ended_number = m.number, FALSE) AND w.number = m.number))
),
summed AS (
    SELECT s.kind, s.person, s.workshop_id,
        bool_or(CASE WHEN s.kind = 'lost_work' OR s.ended_number = m.number THEN s.number = m.number ELSE s.number > s.ended_number END) AS is_working,
        min(CASE WHEN s.number > s.ended_number THEN s.number END) AS found_number,
        max(CASE WHEN s.number < m.number THEN s.number END) AS last_number
    FROM shown AS s
    CROSS JOIN run.month AS m
    GROUP BY s.kind, s.person, s.workshop_id
),
aged AS (
    SELECT p.person, age_on(p.born_on, m.last_day) AS age
    FROM link.persons AS p
    CROSS JOIN run.month AS m
),
found AS (
    SELECT
        l.kind, l.person, l.workshop_id, l.ended_number,
        coalesce(s.is_working, FALSE) AS is_working,
        coalesce(s.found_number <= l.ended_number + y.lately_months, FALSE) AS is_placed,
        -- The first month without.
        month_at(CASE WHEN l.kind = 'lost_work' THEN coalesce(s.last_number + 1, m.number) ELSE least(l.ended_number + 1, m.number) END) AS since,
        h.county IS NULL AND t.county IS NULL AND q.person IS NULL AND coalesce(k.alive <> 'unknown', p.register_person_id IS NULL)
            AND coalesce(k.age, a.age) IS NOT NULL AS is_told,
        coalesce(k.alive <> 'no', TRUE) AS is_alive,
        coalesce(k.age, a.age) AS age,
        k.poverty_exit, k.monitored, k.relocated, k.low_income,
        -- Whom no register holds is of the workshop's county.
        coalesce(nullif(p.county, ''), w.county) AS county,
        p.person_key, coalesce(p.township, '') AS township
    FROM ledger.leavers AS l
    CROSS JOIN run.month AS m
    CROSS JOIN policy.limits AS y
    INNER JOIN link.persons AS p ON p.person = l.person
    INNER JOIN ledger.workshops AS w ON w.workshop_id = l.workshop_id
    LEFT JOIN aged AS a ON a.person = l.person
    LEFT JOIN summed AS s ON s.kind = l.kind AND s.person = l.person AND s.workshop_id = l.workshop_id
    LEFT JOIN verify.status AS k ON k.person = l.person AND k.month = m.month
    LEFT JOIN ledger.unheard AS h ON h.county = p.county
    LEFT JOIN ledger.maybe_seen AS q ON q.person = l.person
    LEFT JOIN ledger.unheard AS t ON t.county = w.county
)
SELECT f.*, f.is_told AND f.is_alive AND NOT f.is_working AND f.age BETWEEN y.working_age AND y.sought_to_age AS is_sought
FROM found AS f
CROSS JOIN policy.limits AS y
