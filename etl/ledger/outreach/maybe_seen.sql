-- 可能的就业痕迹。 A leaver whom a row of the ledger month may mean, though that is not sure: of him nobody can say that work is gone.
WITH written AS (
    SELECT c.form
    FROM conform.contributions AS c
    INNER JOIN run.month AS m ON m.month = c.month
    WHERE c.state = 'paid' AND c.kind IN ('pension', 'unemployment', 'medical', 'injury', 'maternity')
    UNION
    SELECT c.form
    FROM conform.contracts AS c
    INNER JOIN run.month AS m ON c.contract_from <= m.last_day AND coalesce(least(c.contract_to, c.ended_early_on) >= m.first_day, TRUE)
    UNION
    SELECT e.form
    FROM conform.employment AS e
    INNER JOIN run.month AS m ON e.started_on <= m.last_day AND coalesce(e.ended_on >= m.first_day, TRUE)
    UNION
    SELECT p.form
    FROM conform.public_posts AS p
    INNER JOIN run.month AS m ON p.started_on <= m.last_day AND coalesce(p.ended_on >= m.first_day, TRUE)
    UNION
    SELECT s.form
    FROM conform.spells AS s
    INNER JOIN run.month AS m ON s.from_month <= m.month AND coalesce(s.to_month >= m.month, TRUE)
),
named AS (
    SELECT l.person
    FROM written AS w
    INNER JOIN link.link_forms AS l ON l.form = w.form
    WHERE l.outcome = 'unsure'
    UNION
    SELECT v.person
    FROM verify.roster_verdicts AS v
    INNER JOIN run.month AS m ON m.month = v.month
    WHERE v.outcome = 'unsure'
)
SELECT n.person FROM named AS n SEMI JOIN ledger.leavers AS l ON l.person = n.person
