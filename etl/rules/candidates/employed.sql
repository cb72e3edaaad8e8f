-- 用工记录。 A person whom a contribution, a contract or a registration of the ledger month shows at an employer.
WITH shown AS (
    SELECT c.form, e.uscc
    FROM conform.contributions AS c
    SEMI JOIN run.month AS m ON m.month = c.month
    INNER JOIN conform.employers AS e ON e.employer = c.employer
    WHERE c.state = 'paid' AND c.kind IN ('pension', 'unemployment', 'medical', 'injury', 'maternity')
    UNION ALL
    SELECT c.form, c.uscc
    FROM conform.contracts AS c
    INNER JOIN run.month AS m ON c.contract_from <= m.last_day
    WHERE coalesce(c.contract_to >= m.first_day, TRUE) AND coalesce(c.ended_early_on >= m.first_day, TRUE)
    UNION ALL
    SELECT r.form, r.uscc
    FROM conform.employment AS r
    INNER JOIN run.month AS m ON r.started_on <= m.last_day
    WHERE coalesce(r.ended_on >= m.first_day, TRUE)
)
SELECT
    f.person,
    s.uscc,
    bool_or(f.outcome = 'same') AS is_sure
FROM shown AS s
INNER JOIN link.link_forms AS f ON f.form = s.form
-- Who is surely nobody of the register counts nowhere.
WHERE f.person IS NOT NULL AND f.outcome <> 'none' AND s.uscc <> ''
GROUP BY f.person, s.uscc
