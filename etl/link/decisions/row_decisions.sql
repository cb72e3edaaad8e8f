-- 单行人工判定。 A row decided otherwise than others of its form; nobody where it was said not to be whom its form names.
WITH said AS (
    SELECT r.row_ref, r.form, r.answer, p.person
    FROM link.row_rulings AS r
    INNER JOIN link.persons AS p ON p.register_person_id = r.person_id
),
named AS (
    SELECT
        s.row_ref,
        coalesce(min(s.person) FILTER (WHERE s.answer = 'same'), min(s.person)) AS person,
        CASE WHEN bool_or(s.answer = 'same') THEN 'same' ELSE 'unsure' END AS outcome
    FROM said AS s
    WHERE s.answer IN ('same', 'cannot_tell')
    GROUP BY s.row_ref
),
refused AS (
    SELECT DISTINCT s.row_ref
    FROM said AS s
    INNER JOIN link.link_forms AS l ON l.form = s.form AND l.person = s.person
    ANTI JOIN named ON named.row_ref = s.row_ref
    WHERE s.answer = 'different'
)
SELECT n.row_ref, n.person, n.outcome FROM named AS n
UNION ALL
SELECT r.row_ref, CAST(NULL AS BIGINT) AS person, 'none' AS outcome FROM refused AS r
