-- 号码相同者的姓名。 A form, a register person of its number, and a name that the person is known by.
WITH whole AS (
    SELECT h.form, h.person_id, bool_or(h.way = 'certificate') AS is_shown, bool_and(h.way = 'alias') AS is_alias
    FROM link.number_hits AS h
    WHERE h.way NOT IN ('id_one_digit', 'id_transposed')
    GROUP BY h.form, h.person_id
)
SELECT
    w.form,
    w.person_id,
    CASE
        WHEN w.is_alias THEN 'id_alias'
        WHEN f.id_kind = 'certificate' OR w.is_shown THEN 'id_in_certificate'
        WHEN f.id_kind = 'citizen_15' THEN 'id_15_digit'
        ELSE 'id_equal'
    END AS number_way,
    f.name,
    f.name_normal,
    k.known,
    k.is_former
FROM whole AS w
INNER JOIN link.compared_forms AS f USING (form)
INNER JOIN link.known_names AS k USING (person_id)
ANTI JOIN link.form_rulings AS r
    ON r.form = w.form AND r.person_id = w.person_id AND r.stands AND r.answer = 'different'
