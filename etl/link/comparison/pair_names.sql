-- 候选对的姓名。 A candidate pair, and a name that the register person is known by.
WITH together AS (
    SELECT DISTINCT p.form, p.person_id FROM link.pairs AS p
)
SELECT t.form, t.person_id, f.name, f.name_normal, k.known, k.is_former
FROM together AS t
INNER JOIN link.compared_forms AS f USING (form)
INNER JOIN link.known_names AS k USING (person_id)
