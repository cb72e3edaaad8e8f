-- 服务对象。 A person, workshop, employer or household to be reached in the ledger month, why, and what was done.
WITH every AS (
    SELECT kind, subject, person_key, workshop_id, uscc, county, township, since, last_employer, amount, age, says, document, clause, area_code, changed_number
    FROM ledger.reach_people
    UNION ALL
    SELECT kind, subject, person_key, workshop_id, uscc, county, township, since, last_employer, amount, age, says, document, clause, area_code, changed_number
    FROM ledger.reach_owed
    UNION ALL
    SELECT kind, subject, person_key, workshop_id, uscc, county, township, since, last_employer, amount, age, says, document, clause, area_code, changed_number
    FROM ledger.reach_candidates
    UNION ALL
    SELECT kind, subject, person_key, workshop_id, uscc, county, township, since, last_employer, amount, age, says, document, clause, area_code, changed_number
    FROM ledger.reach_arrears
),
placed AS (
    -- Of two workshops that ended the later stands.
    SELECT e.*, row_number() OVER (
        PARTITION BY e.kind, e.subject ORDER BY e.changed_number DESC NULLS LAST, e.workshop_id
    ) AS nth
    FROM every AS e
),
answered AS (
    SELECT p.*, a.answer, a.done_on, a.said_number
    FROM placed AS p
    -- What was said before the matter changed speaks of another.
    LEFT JOIN ledger.reach_answers AS a ON a.subject = p.subject AND a.said_number >= coalesce(p.changed_number, 0)
    WHERE p.nth = 1
),
asked AS (
    SELECT r.kind, r.area, r.document, r.clause
    FROM policy.reaches AS r
    INNER JOIN run.month AS m ON m.last_day BETWEEN r.first_on AND r.last_on
),
cited AS (
    SELECT n.kind, n.subject, q.document, q.clause,
        row_number() OVER (PARTITION BY n.kind, n.subject ORDER BY length(q.area) DESC, q.document, q.clause) AS nth
    FROM answered AS n
    INNER JOIN asked AS q ON q.kind = n.kind AND starts_with(coalesce(n.area_code, n.county), q.area)
)
SELECT
    n.kind, coalesce(n.answer, 'open') AS state, n.done_on, n.subject, m.month, n.person_key, n.workshop_id, n.uscc,
    n.county, n.township, n.since, n.last_employer, n.amount, v.posts, n.says,
    coalesce(n.document, c.document, '') AS document,
    coalesce(n.clause, c.clause, '') AS clause
FROM answered AS n
CROSS JOIN run.month AS m
LEFT JOIN cited AS c ON c.kind = n.kind AND c.subject = n.subject AND c.nth = 1
LEFT JOIN ledger.open_posts AS v ON v.county = n.county AND v.age = n.age
-- Whoever was reached or placed in an earlier month is not listed again.
WHERE NOT (coalesce(n.answer IN ('reached', 'placed'), FALSE) AND n.said_number < m.number)
