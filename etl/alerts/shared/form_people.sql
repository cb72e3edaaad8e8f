-- 写法所指的人。 A way of writing somebody and who it surely is: by the register, or outside it by a valid number.
SELECT form, person, outcome,
    CASE WHEN outcome = 'same' OR (outcome = 'none' AND id_normal IS NOT NULL) THEN person END AS who
FROM link.link_forms
