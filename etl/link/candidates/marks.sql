-- 已认定之人的电话与账号。 A phone or account that stands beside a register person in a form that is certain, and in one that isn't.
WITH certain AS (
    SELECT w.form, w.person_id FROM link.written AS w
    UNION ALL
    SELECT s.form, s.person_id FROM link.settled AS s
),
rest AS (
    SELECT f.phone, f.account
    FROM link.compared_forms AS f
    ANTI JOIN link.settled AS s USING (form)
),
phones AS (
    SELECT f.form, f.phone AS mark
    FROM conform.forms AS f
    SEMI JOIN rest ON rest.phone = f.phone
    WHERE f.phone <> ''
),
accounts AS (
    SELECT f.form, f.account AS mark
    FROM conform.forms AS f
    SEMI JOIN rest ON rest.account = f.account
    WHERE f.account <> ''
)
SELECT DISTINCT c.person_id, 'phone' AS kind, p.mark FROM phones AS p INNER JOIN certain AS c USING (form)
UNION ALL
SELECT DISTINCT c.person_id, 'account' AS kind, a.mark FROM accounts AS a INNER JOIN certain AS c USING (form)
