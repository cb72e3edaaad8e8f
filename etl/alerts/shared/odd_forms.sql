-- 有疑问的人员写法。 A way of writing somebody whose rows are looked at: its number, its name, or what else stands beside it is odd.
WITH forms AS (
    SELECT l.form, l.person, l.outcome, l.id_normal, l.name_normal, l.number_holder_id, f.id_text, f.phone, f.account, w.who,
        l.number_holder_id IS NOT NULL AND l.outcome <> 'same' AND (
            l.register_person_id IS NULL OR l.register_person_id <> l.number_holder_id
            OR contains(',' || text(l.reasons) || ',', ',name_differs,')
        ) AS is_conflict,
        coalesce(l.id_fault IN ('length', 'characters', 'date', 'check'), FALSE) AND l.outcome <> 'same' AS is_invalid
    FROM link.link_forms AS l
    JOIN conform.forms AS f USING (form)
    JOIN alerts.form_people AS w USING (form)
),
holders AS (
    SELECT id_normal, min(number_holder_id) AS holder
    FROM link.link_forms
    WHERE id_normal IS NOT NULL AND number_holder_id IS NOT NULL
    GROUP BY id_normal
),
shared_numbers AS (
    SELECT id_normal FROM forms WHERE id_normal IS NOT NULL GROUP BY id_normal HAVING min(person) <> max(person)
),
shared_accounts AS (
    SELECT account FROM forms WHERE account <> '' AND who IS NOT NULL GROUP BY account HAVING min(who) <> max(who)
),
contacts AS (
    SELECT name_normal, id_normal, 'phone:' || phone AS contact FROM forms WHERE length(id_normal) = 18 AND phone IS NOT NULL
    UNION
    SELECT name_normal, id_normal, 'account:' || account FROM forms WHERE length(id_normal) = 18 AND account IS NOT NULL
),
meeting AS (
    SELECT name_normal, substr(id_normal, 7, 8) AS born, contact
    FROM contacts
    GROUP BY name_normal, substr(id_normal, 7, 8), contact
    HAVING min(id_normal) <> max(id_normal)
),
namesakes AS (
    SELECT DISTINCT c.name_normal, c.id_normal
    FROM contacts AS c
    JOIN meeting AS m ON m.name_normal = c.name_normal AND m.born = substr(c.id_normal, 7, 8) AND m.contact = c.contact
)
SELECT f.form, f.person, f.outcome, f.who, f.id_normal, f.name_normal, f.phone, f.account, h.holder,
    text(f.id_text) || '|' || text(f.name_normal) AS writing, f.is_conflict, f.is_invalid,
    n.id_normal IS NOT NULL AND h.holder IS NULL AS is_shared, a.account IS NOT NULL AND f.who IS NOT NULL AS has_shared_account,
    t.id_normal IS NOT NULL AS is_namesake
FROM forms AS f
LEFT JOIN holders AS h ON h.id_normal = f.id_normal
LEFT JOIN shared_numbers AS n ON n.id_normal = f.id_normal
LEFT JOIN shared_accounts AS a ON a.account = f.account
LEFT JOIN namesakes AS t ON t.name_normal = f.name_normal AND t.id_normal = f.id_normal
WHERE f.is_conflict OR f.is_invalid OR n.id_normal IS NOT NULL OR a.account IS NOT NULL OR t.id_normal IS NOT NULL
