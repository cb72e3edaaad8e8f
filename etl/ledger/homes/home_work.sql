-- 户内成员的就业痕迹。 A member of a household whom anything shows at work, and the last month up to the ledger month in which it does.
WITH written AS (
    SELECT c.form, m.number AS last_number
    FROM conform.contributions AS c
    INNER JOIN run.month AS m ON m.month = c.month
    WHERE c.state = 'paid' AND c.kind IN ('pension', 'unemployment', 'medical', 'injury', 'maternity')
    UNION ALL
    SELECT c.form, number_of(least(c.contract_to, c.ended_early_on)) AS last_number
    FROM conform.contracts AS c
    INNER JOIN run.month AS m ON c.contract_from <= m.last_day
    UNION ALL
    SELECT e.form, number_of(e.ended_on) AS last_number
    FROM conform.employment AS e
    INNER JOIN run.month AS m ON e.started_on <= m.last_day
    UNION ALL
    SELECT p.form, number_of(p.ended_on) AS last_number
    FROM conform.public_posts AS p
    INNER JOIN run.month AS m ON p.started_on <= m.last_day
    UNION ALL
    SELECT s.form, month_number(s.to_month) AS last_number
    FROM conform.spells AS s
    INNER JOIN run.month AS m ON s.from_month <= m.month
),
-- Of whom it is not sure that a row means him it may.
seen AS (
    SELECT l.person, w.last_number
    FROM written AS w
    INNER JOIN link.link_forms AS l ON l.form = w.form
    WHERE l.outcome IN ('same', 'unsure')
    UNION ALL
    SELECT v.person, month_number(v.month) AS last_number
    FROM verify.roster_verdicts AS v
    INNER JOIN run.month AS m ON v.month <= m.month
),
named AS (
    SELECT p.register_person_id AS person_id, s.last_number
    FROM seen AS s
    INNER JOIN link.persons AS p ON p.person = s.person
    UNION ALL
    -- Spells of work name the register's own number.
    SELECT s.person_id, month_number(s.to_month) AS last_number
    FROM conform.spells AS s
    INNER JOIN run.month AS m ON s.from_month <= m.month
    UNION ALL
    SELECT h.person_id, m.number AS last_number
    FROM ledger.home_members AS h
    CROSS JOIN run.month AS m
    WHERE h.is_stated
)
SELECT n.person_id, max(least(coalesce(n.last_number, m.number), m.number)) AS last_number
FROM named AS n
CROSS JOIN run.month AS m
SEMI JOIN ledger.home_members AS h ON h.person_id = n.person_id
GROUP BY n.person_id
