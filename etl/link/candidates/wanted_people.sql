-- 可能被指的人员。 A register person that a form may mean, or that people ruled on, some more than once.
WITH numbered AS (
    SELECT DISTINCT h.form FROM link.number_hits AS h
),
-- Whoever has a sound number is looked for by name in the county only where the number is somebody's.
named AS (
    SELECT
        f.name_bare,
        f.name_fold,
        CASE WHEN f.id_normal IS NULL OR n.form IS NOT NULL THEN f.county END AS county,
        CAST(f.id_born AS DATE) AS born_on
    FROM link.compared_forms AS f
    LEFT JOIN numbered AS n USING (form)
),
names AS (
    SELECT n.name_bare AS name, n.county, n.born_on FROM named AS n WHERE n.name_bare <> ''
    UNION
    SELECT n.name_fold AS name, n.county, n.born_on FROM named AS n WHERE n.name_fold <> ''
),
in_county AS (
    SELECT DISTINCT n.name, n.county FROM names AS n WHERE n.county IS NOT NULL
),
on_day AS (
    SELECT DISTINCT n.name, n.born_on FROM names AS n WHERE n.born_on IS NOT NULL
),
phones AS (
    SELECT DISTINCT f.phone FROM link.compared_forms AS f WHERE f.phone <> ''
),
prefixes AS (
    SELECT DISTINCT substr(f.id_prefix, 1, 14) AS prefix
    FROM link.compared_forms AS f
    WHERE f.id_prefix IS NOT NULL
),
starts AS (
    SELECT DISTINCT substr(f.id_normal, 1, 14) AS prefix
    FROM link.compared_forms AS f
    WHERE f.id_normal IS NOT NULL
),
spelt AS (
    SELECT
        p.person_id,
        p.phone,
        p.born_on,
        bare_name(p.name) AS name,
        substr(p.village_code, 1, 6) AS county,
        substr(p.id_number, 1, 14) AS prefix
    FROM link.register AS p
),
met AS (
    SELECT s.person_id
    FROM spelt AS s
    LEFT JOIN phones AS by_phone ON by_phone.phone = s.phone
    LEFT JOIN in_county AS by_county ON by_county.name = s.name AND by_county.county = s.county
    LEFT JOIN on_day AS by_day ON by_day.name = s.name AND by_day.born_on = s.born_on
    LEFT JOIN prefixes AS by_prefix ON by_prefix.prefix = s.prefix
    WHERE coalesce(by_phone.phone, by_county.name, by_day.name, by_prefix.prefix) IS NOT NULL
),
former AS (
    SELECT
        p.person_id, p.born_on, bare_name(p.former_name) AS name, substr(p.village_code, 1, 6) AS county
    FROM link.register AS p
    WHERE p.former_name <> ''
)
SELECT m.person_id FROM met AS m
UNION ALL
SELECT f.person_id FROM former AS f SEMI JOIN in_county AS n ON n.name = f.name AND n.county = f.county
UNION ALL
SELECT f.person_id FROM former AS f SEMI JOIN on_day AS n ON n.name = f.name AND n.born_on = f.born_on
UNION ALL
SELECT h.person_id FROM link.held_numbers AS h SEMI JOIN starts AS s ON s.prefix = substr(h.prefix, 1, 14)
UNION ALL
SELECT h.person_id FROM link.held_numbers AS h SEMI JOIN prefixes AS p ON p.prefix = substr(h.number, 1, 14)
UNION ALL
SELECT h.person_id FROM link.number_hits AS h
UNION ALL
SELECT i.person_id FROM link.identities AS i
