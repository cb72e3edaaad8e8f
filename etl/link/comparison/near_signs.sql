-- 旁证。 A candidate pair that a mark speaks for: a phone or account of the person's certain rows, or a phone of the household.
WITH together AS (
    SELECT DISTINCT p.form, p.person_id, f.phone, f.account
    FROM link.pairs AS p
    INNER JOIN link.compared_forms AS f USING (form)
),
marked AS (
    SELECT t.form, t.person_id
    FROM together AS t
    SEMI JOIN link.marks AS m ON m.person_id = t.person_id AND m.mark = t.phone AND m.kind = 'phone'
    UNION
    SELECT t.form, t.person_id
    FROM together AS t
    SEMI JOIN link.marks AS m ON m.person_id = t.person_id AND m.mark = t.account AND m.kind = 'account'
),
homes AS (
    SELECT DISTINCT v.person_id, v.household_id
    FROM link.register_versions AS v
    SEMI JOIN together AS t ON t.person_id = v.person_id
),
housed AS (
    SELECT DISTINCT t.form, t.person_id
    FROM together AS t
    INNER JOIN homes AS h USING (person_id)
    INNER JOIN link.phones AS m ON m.phone = t.phone AND m.household_id = h.household_id
    WHERE NOT m.is_shared AND m.person_id <> t.person_id
)
SELECT m.form, m.person_id, 'mark_equal' AS sign FROM marked AS m
UNION ALL
SELECT h.form, h.person_id, 'household_equal' AS sign FROM housed AS h
