-- 照写认定的写法。 A form whose sound number is one register person's, beside the very same name; none that people ruled on.
SELECT h.form, min(h.person_id) AS person_id
FROM link.number_hits AS h
ANTI JOIN link.identities AS i USING (form)
GROUP BY h.form
HAVING
    min(h.person_id) = max(h.person_id)
    AND bool_and(h.way IN ('written', 'number'))
    AND bool_or(h.way = 'written')
