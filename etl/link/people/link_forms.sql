-- 人员写法匹配。 A form, the person it names, how surely and why.
WITH of_register AS (
    SELECT p.person, p.register_person_id AS person_id
    FROM link.persons AS p
    WHERE p.register_person_id IS NOT NULL
),
outside AS (
    SELECT s.form, p.person
    FROM link.strangers AS s
    INNER JOIN link.persons AS p ON p.id_normal = s.id_normal AND p.name = s.lead AND p.register_person_id IS NULL
),
unsure AS (
    SELECT
        d.form,
        print_of(
            form_says(f.id_text, f.name, f.phone, f.account, f.county) || chr(31)
            || person_says(v.id_number, v.name, v.former_name, v.sex, v.born_on, v.phone, v.county)
        ) AS fingerprint
    FROM link.decided AS d
    INNER JOIN conform.forms AS f USING (form)
    INNER JOIN link.register_versions AS v ON v.person_id = d.person_id AND v.place = 1
    WHERE d.outcome = 'unsure'
)
SELECT
    d.form,
    coalesce(r.person, o.person) AS person,
    d.person_id AS register_person_id,
    d.outcome,
    d.tier,
    d.score,
    d.reasons,
    d.runner_up_person_id,
    d.runner_up_score,
    d.id_kind,
    d.id_fault,
    d.id_normal,
    d.name_normal,
    d.number_holder_id,
    u.fingerprint
FROM link.decided AS d
LEFT JOIN of_register AS r ON r.person_id = d.person_id
LEFT JOIN outside AS o ON o.form = d.form
LEFT JOIN unsure AS u ON u.form = d.form
UNION ALL
SELECT
    w.form,
    r.person,
    w.person_id AS register_person_id,
    'same' AS outcome,
    'id' AS tier,
    n.by_number AS score,
    'id_equal,name_equal' AS reasons,
    CAST(NULL AS VARCHAR) AS runner_up_person_id,
    CAST(NULL AS DOUBLE) AS runner_up_score,
    'citizen' AS id_kind,
    CAST(NULL AS VARCHAR) AS id_fault,
    f.id_text AS id_normal,
    f.name AS name_normal,
    w.person_id AS number_holder_id,
    CAST(NULL AS VARCHAR) AS fingerprint
FROM link.written AS w
INNER JOIN conform.forms AS f USING (form)
INNER JOIN of_register AS r USING (person_id)
INNER JOIN link.ways AS n ON n.way = 'name_equal'
