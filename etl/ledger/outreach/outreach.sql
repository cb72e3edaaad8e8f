-- 服务对象。 A person, workshop, employer or household to be reached in the ledger month, why, and what was done.
WITH said AS (
    -- What was said before the matter changed speaks of another; an answer that names no kind speaks of every one.
    SELECT p.kind, p.subject, a.answer, a.done_on, a.said_number,
        row_number() OVER (PARTITION BY p.kind, p.subject ORDER BY a.number DESC) AS nth
    FROM ledger.reach_subjects AS p
    INNER JOIN ledger.reach_answers AS a ON a.subject = p.subject AND coalesce(a.kind = p.kind, TRUE)
    WHERE a.said_number >= coalesce(p.changed_number, 0)
),
asked AS (
    SELECT r.kind, r.area, r.document, r.clause
    FROM policy.reaches AS r
    INNER JOIN run.month AS m ON m.last_day BETWEEN r.first_on AND r.last_on
),
cited AS (
    SELECT n.kind, n.subject, q.document, q.clause,
        row_number() OVER (PARTITION BY n.kind, n.subject ORDER BY length(q.area) DESC, q.document, q.clause) AS nth
    FROM ledger.reach_subjects AS n
    INNER JOIN asked AS q ON q.kind = n.kind AND starts_with(coalesce(n.area_code, n.county), q.area)
)
SELECT
    n.kind, coalesce(a.answer, 'open') AS state, a.done_on, n.subject, m.month, n.person_key, n.workshop_id, n.uscc,
    n.county, n.township, n.since, n.last_employer, n.amount, v.posts, n.says,
    coalesce(n.document, c.document, '') AS document,
    coalesce(n.clause, c.clause, '') AS clause
FROM ledger.reach_subjects AS n
CROSS JOIN run.month AS m
LEFT JOIN said AS a ON a.kind = n.kind AND a.subject = n.subject AND a.nth = 1
LEFT JOIN cited AS c ON c.kind = n.kind AND c.subject = n.subject AND c.nth = 1
LEFT JOIN ledger.open_posts AS v ON v.county = n.county AND v.age = n.age
-- Whoever was reached or placed in an earlier month is not listed again.
WHERE NOT (coalesce(a.answer IN ('reached', 'placed'), FALSE) AND a.said_number < m.number)
