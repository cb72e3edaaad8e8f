-- 车间的牵连。 A thing that hangs on a workshop: its code, address, people, phones and accounts; of the last two, whose they are.
WITH workers AS (
    SELECT DISTINCT workshop_id, form, sure FROM verify.roster_verdicts
),
-- Somebody who is nobody for sure is told apart by the way of writing.
contacts AS (
    SELECT w.workshop_id, f.phone, f.account, coalesce(w.sure, -1 - w.form) AS whose
    FROM workers AS w
    JOIN conform.forms AS f ON f.form = w.form
),
-- Legal representatives stand with the entity itself, everybody else who is registered in a list of their own.
registered AS (
    SELECT uscc, form FROM conform.entities
    UNION
    SELECT uscc, form FROM conform.officers
),
hanging AS (
    SELECT workshop_id, 'uscc' AS kind, uscc AS thing, CAST(NULL AS BIGINT) AS whose
    FROM alerts.workshops WHERE uscc IS NOT NULL
    UNION ALL
    SELECT workshop_id, 'address', address, NULL FROM alerts.workshops WHERE address IS NOT NULL
    UNION ALL
    SELECT s.workshop_id, 'manager', CAST(p.who AS VARCHAR), NULL
    FROM alerts.workshops AS s JOIN alerts.form_people AS p ON p.form = s.form WHERE p.who IS NOT NULL
    UNION ALL
    SELECT workshop_id, 'worker', CAST(sure AS VARCHAR), NULL FROM workers WHERE sure IS NOT NULL
    UNION ALL
    SELECT workshop_id, 'phone', phone, whose FROM contacts WHERE phone IS NOT NULL
    UNION ALL
    SELECT workshop_id, 'account', account, whose FROM contacts WHERE account IS NOT NULL
    UNION ALL
    SELECT s.workshop_id, 'officer', CAST(p.who AS VARCHAR), NULL
    FROM registered AS r
    JOIN alerts.form_people AS p ON p.form = r.form
    JOIN alerts.workshops AS s ON s.uscc = r.uscc
    WHERE p.who IS NOT NULL
),
ends AS (
    SELECT kind, thing, workshop_id, min(whose) AS least, max(whose) AS most
    FROM hanging
    GROUP BY kind, thing, workshop_id
),
-- What ties more than a few workshops together (a clerk's phone, a bank's collective account) says nothing.
touched AS (
    SELECT kind, thing
    FROM ends
    GROUP BY kind, thing
    HAVING count(DISTINCT workshop_id) BETWEEN 2 AND 4
)
SELECT e.kind, e.thing, e.workshop_id, e.least, e.most FROM ends AS e SEMI JOIN touched AS t ON t.kind = e.kind AND t.thing = e.thing
