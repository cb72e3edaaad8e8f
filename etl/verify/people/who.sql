-- 写法指谁。 A wording of a person with whom it names, surely, in the register, or best.
SELECT
    l.form, l.person, l.outcome, f.account, p.county AS home,
    CASE WHEN l.outcome = 'same' OR (l.outcome = 'none' AND l.id_normal IS NOT NULL) THEN l.person END AS sure,
    CASE WHEN l.outcome = 'same' THEN l.person END AS same
FROM link.link_forms AS l
LEFT JOIN conform.forms AS f ON f.form = l.form
LEFT JOIN link.persons AS p ON p.person = l.person
