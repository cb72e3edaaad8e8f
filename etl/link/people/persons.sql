-- 人员。 A person of the run: of the register where a form or a decision names it, else outside it with a sound number.
WITH named AS (
    SELECT d.person_id FROM link.decided AS d WHERE d.person_id IS NOT NULL
    UNION ALL
    SELECT w.person_id FROM link.written AS w
    UNION ALL
    SELECT r.person_id FROM link.row_rulings AS r
),
known AS (
    SELECT v.*
    FROM link.register_versions AS v
    SEMI JOIN named ON named.person_id = v.person_id
    WHERE v.place = 1
),
numbers AS (
    SELECT v.person_id, v.id_number AS number
    FROM link.register_versions AS v
    WHERE is_plain_number(v.id_number)
    UNION ALL
    SELECT h.person_id, h.number FROM link.held_numbers AS h
),
-- Whose newest number is none of eighteen characters is known by the greatest that any version holds.
others AS (
    SELECT n.person_id, max(n.number) AS number
    FROM numbers AS n
    SEMI JOIN (SELECT k.person_id FROM known AS k WHERE coalesce(length(k.id_number), 0) <> 18) AS k
        ON k.person_id = n.person_id
    GROUP BY n.person_id
),
homes AS (
    SELECT h.household_id, p.version || ':' || hmac_of(p.inner_block, p.outer_block, 'household', h.household_id) AS key
    FROM (SELECT DISTINCT k.household_id FROM known AS k) AS h
    CROSS JOIN link.key_blocks AS p
),
listed AS (
    SELECT
        row_number() OVER (ORDER BY k.person_id) AS person,
        k.person_id,
        CASE WHEN length(k.id_number) = 18 THEN k.id_number ELSE o.number END AS id_normal,
        k.name,
        k.sex,
        k.born_on,
        k.county,
        coalesce(k.township, '') AS township,
        coalesce(k.village, '') AS village,
        k.household_id
    FROM known AS k
    LEFT JOIN others AS o USING (person_id)
),
listed_count AS (
    SELECT count(*) AS people FROM known
),
groups AS (
    SELECT s.id_normal, s.lead, s.is_first, min(s.form) AS form
    FROM link.strangers AS s
    GROUP BY s.id_normal, s.lead, s.is_first
),
-- The key rests on the first sound number that a person alone holds: a number that is corrected later changes it as little as
-- coming into a register does.
written AS (
    SELECT r.person_id, r.id_number AS number, r.known_from FROM link.register AS r WHERE is_plain_number(r.id_number)
    UNION ALL
    SELECT h.person_id, h.number, CAST(NULL AS DATE) AS known_from FROM link.held_numbers AS h WHERE is_plain_number(h.number)
),
wanted AS (
    SELECT w.person_id, w.number, min(w.known_from) AS known_from
    FROM written AS w
    SEMI JOIN known AS k ON k.person_id = w.person_id
    WHERE is_sound_number(w.number)
    GROUP BY w.person_id, w.number
),
holders AS (
    SELECT w.number, w.person_id FROM written AS w SEMI JOIN wanted AS n ON n.number = w.number
    UNION
    SELECT g.id_normal AS number, chr(31) || g.lead AS person_id FROM groups AS g SEMI JOIN wanted AS n ON n.number = g.id_normal
),
shared AS (
    SELECT h.number FROM holders AS h GROUP BY h.number HAVING count(*) > 1
),
first_numbers AS (
    SELECT w.person_id, w.number,
        row_number() OVER (PARTITION BY w.person_id ORDER BY w.known_from NULLS LAST, w.number) AS nth
    FROM wanted AS w
    ANTI JOIN shared AS h ON h.number = w.number
)
SELECT
    l.person,
    p.version || ':' || CASE
        WHEN o.number IS NOT NULL THEN hmac_of(p.inner_block, p.outer_block, 'number', o.number)
        ELSE hmac_of(p.inner_block, p.outer_block, 'register', l.person_id)
    END AS person_key,
    l.person_id AS register_person_id,
    l.id_normal,
    l.name,
    l.sex,
    l.born_on,
    l.county,
    l.township,
    l.village,
    l.household_id,
    h.key AS household_key
FROM listed AS l
LEFT JOIN homes AS h ON h.household_id = l.household_id
LEFT JOIN first_numbers AS o ON o.person_id = l.person_id AND o.nth = 1
CROSS JOIN link.key_blocks AS p
UNION ALL
SELECT
    c.people + row_number() OVER (ORDER BY g.id_normal, g.lead) AS person,
    p.version || ':' || hmac_of(
        p.inner_block,
        p.outer_block,
        'number',
        CASE WHEN g.is_first THEN g.id_normal ELSE g.id_normal || chr(31) || g.lead END
    ) AS person_key,
    CAST(NULL AS VARCHAR) AS register_person_id,
    g.id_normal,
    g.lead AS name,
    f.id_sex AS sex,
    CAST(f.id_born AS DATE) AS born_on,
    '' AS county,
    '' AS township,
    '' AS village,
    CAST(NULL AS VARCHAR) AS household_id,
    CAST(NULL AS VARCHAR) AS household_key
FROM groups AS g
INNER JOIN link.compared_forms AS f USING (form)
CROSS JOIN listed_count AS c
CROSS JOIN link.key_blocks AS p
