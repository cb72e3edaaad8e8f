-- 候选键。 What else than its number a form may find people by: phone, name in the county or on a birth date, digits of a cut number, account.
WITH rest AS (
    SELECT f.*, h.form IS NOT NULL AS is_held
    FROM link.compared_forms AS f
    ANTI JOIN link.settled AS s ON s.form = f.form
    LEFT JOIN (SELECT DISTINCT form FROM link.hits) AS h ON h.form = f.form
),
spelt AS (
    SELECT r.form, r.county, r.id_born, r.id_normal, r.is_held, r.name_bare AS name FROM rest AS r
    UNION ALL
    SELECT r.form, r.county, r.id_born, r.id_normal, r.is_held, r.name_fold AS name
    FROM rest AS r
    WHERE r.name_fold <> r.name_bare
),
asked AS (
    SELECT r.form, 'phone' AS kind, r.phone AS key FROM rest AS r
    UNION ALL
    -- Whoever has a sound number is found by it; one of that name in the county is somebody else, but for a number that is another's.
    SELECT s.form, 'name_county' AS kind, s.name || chr(31) || s.county AS key
    FROM spelt AS s
    WHERE s.name <> '' AND (s.id_normal IS NULL OR s.is_held)
    UNION ALL
    SELECT s.form, 'name_born' AS kind, s.name || chr(31) || s.id_born AS key FROM spelt AS s WHERE s.name <> ''
    UNION ALL
    SELECT r.form, 'prefix' AS kind, substr(r.id_prefix, 1, 14) AS key FROM rest AS r
    UNION ALL
    SELECT r.form, 'prefix_of_register' AS kind, substr(r.id_normal, 1, 14) AS key FROM rest AS r
    UNION ALL
    SELECT r.form, 'learned_phone' AS kind, r.phone AS key FROM rest AS r
    UNION ALL
    SELECT r.form, 'learned_account' AS kind, r.account AS key FROM rest AS r
)
SELECT a.form, a.kind, a.key FROM asked AS a WHERE a.key <> ''
