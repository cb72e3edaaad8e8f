-- 候选键所指的人员。 A candidate key that a form asks for, a register person that it brings, and how many people it brings.
WITH spelt AS (
    SELECT v.person_id, v.county, v.born_on, bare_name(v.name) AS name FROM link.register_versions AS v
    UNION ALL
    SELECT v.person_id, v.county, v.born_on, bare_name(v.former_name) AS name
    FROM link.register_versions AS v
    WHERE v.former_name <> ''
),
numbers AS (
    SELECT v.person_id, v.id_number AS number
    FROM link.register_versions AS v
    WHERE is_plain_number(v.id_number)
    UNION ALL
    SELECT h.person_id, h.number FROM link.held_numbers AS h
),
bringing AS (
    SELECT v.person_id, 'phone' AS kind, v.phone AS key FROM link.register_versions AS v
    UNION ALL
    SELECT s.person_id, 'name_county' AS kind, s.name || chr(31) || s.county AS key FROM spelt AS s
    UNION ALL
    SELECT s.person_id, 'name_born' AS kind, s.name || chr(31) || CAST(s.born_on AS VARCHAR) AS key FROM spelt AS s
    UNION ALL
    SELECT n.person_id, 'prefix' AS kind, substr(n.number, 1, 14) AS key FROM numbers AS n
    UNION ALL
    SELECT h.person_id, 'prefix_of_register' AS kind, substr(h.prefix, 1, 14) AS key FROM link.held_numbers AS h
    UNION ALL
    SELECT m.person_id, 'learned_' || m.kind AS kind, m.mark AS key FROM link.marks AS m
),
holders AS (
    SELECT DISTINCT b.kind, b.key, b.person_id
    FROM bringing AS b
    SEMI JOIN link.asked_keys AS a ON a.kind = b.kind AND a.key = b.key
)
SELECT h.kind, h.key, h.person_id, count(*) OVER (PARTITION BY h.kind, h.key) AS brings
FROM holders AS h
