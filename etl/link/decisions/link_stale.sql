-- 证据已变的人工判定。 A decision on a form and a register person that no longer counts, since one of them says something else.
SELECT r.form, r.person_id AS register_person_id, r.answer, r.was, r.now
FROM link.form_rulings AS r
WHERE NOT r.stands
