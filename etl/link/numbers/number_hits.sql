-- 证件号码相同的人员。 A form and a register person of one number, once for each version that holds it and way it was found.
-- written: as it stands there, beside the very same name; number: beside another; read: once the register's was read;
-- certificate; alias: a former number; id_one_digit, id_transposed: what a failing number may have been.
WITH told AS (
    SELECT f.form, f.id_text, f.name, n.text, n.text18, n.normal
    FROM conform.forms AS f
    LEFT JOIN link.numbers AS n ON n.text = coalesce(f.id_text, '')
),
asked AS (
    SELECT
        t.form,
        CASE WHEN t.text IS NULL THEN t.id_text ELSE coalesce(t.text18, t.normal) END AS number,
        CASE WHEN t.text IS NULL THEN t.name END AS name,
        CAST(NULL AS VARCHAR) AS slip
    FROM told AS t
    UNION ALL
    SELECT t.form, r.repaired AS number, CAST(NULL AS VARCHAR) AS name, r.slip
    FROM told AS t
    INNER JOIN link.repairs AS r USING (text)
)
SELECT
    a.form,
    p.person_id,
    coalesce(
        a.slip,
        CASE WHEN a.name = p.name AND regexp_matches(p.name, '^[一-鿿]+$') THEN 'written' ELSE 'number' END
    ) AS way
FROM asked AS a
INNER JOIN link.register AS p ON p.id_number = a.number
WHERE is_plain_number(a.number)
UNION ALL
SELECT a.form, h.person_id, coalesce(a.slip, CASE WHEN h.is_certificate THEN 'certificate' ELSE 'read' END) AS way
FROM asked AS a
INNER JOIN link.held_numbers AS h USING (number)
UNION ALL
SELECT a.form, l.person_id, 'alias' AS way
FROM asked AS a
INNER JOIN decisions.aliases AS l ON l.id_number = a.number
WHERE a.slip IS NULL
