-- 候选对的比较。 A candidate pair and a way in which their numbers agree, with every comparison of the two.
WITH together AS (
    SELECT DISTINCT p.form, p.person_id FROM link.pairs AS p
),
asked AS (
    SELECT
        f.form,
        f.id_normal,
        f.id_born,
        f.id_sex,
        f.county,
        f.phone,
        substr(f.id_prefix, 1, 14) AS prefix,
        substr(f.id_normal, 1, 14) AS start,
        substr(coalesce(f.id_text18, f.id_prefix), 7, 8) AS id_day
    FROM link.compared_forms AS f
),
nobodys AS (
    SELECT DISTINCT m.phone FROM link.phones AS m WHERE m.is_shared
),
facts AS (
    SELECT
        v.person_id,
        CAST(v.born_on AS VARCHAR) AS born,
        replace(CAST(v.born_on AS VARCHAR), '-', '') AS day,
        v.sex,
        v.county,
        CASE WHEN n.phone IS NULL THEN v.phone END AS phone
    FROM link.register_versions AS v
    SEMI JOIN together AS t ON t.person_id = v.person_id
    LEFT JOIN nobodys AS n ON n.phone = v.phone
),
-- Unlike in more digits than one slip of the hand can spoil: a swap changes two.
of_versions AS (
    SELECT
        t.form,
        t.person_id,
        a.id_born = f.born AS born_equal,
        a.id_born IS NOT NULL AND f.born IS NOT NULL AS born_known,
        CAST(substr(a.id_day, 1, 1) <> substr(f.day, 1, 1) AS INTEGER)
        + CAST(substr(a.id_day, 2, 1) <> substr(f.day, 2, 1) AS INTEGER)
        + CAST(substr(a.id_day, 3, 1) <> substr(f.day, 3, 1) AS INTEGER)
        + CAST(substr(a.id_day, 4, 1) <> substr(f.day, 4, 1) AS INTEGER)
        + CAST(substr(a.id_day, 5, 1) <> substr(f.day, 5, 1) AS INTEGER)
        + CAST(substr(a.id_day, 6, 1) <> substr(f.day, 6, 1) AS INTEGER)
        + CAST(substr(a.id_day, 7, 1) <> substr(f.day, 7, 1) AS INTEGER)
        + CAST(substr(a.id_day, 8, 1) <> substr(f.day, 8, 1) AS INTEGER) > 2 AS born_far,
        a.county = f.county AS county_equal,
        a.county IS NOT NULL AS county_known,
        a.phone = f.phone AS phone_equal,
        a.id_sex <> f.sex AS sex_conflict
    FROM together AS t
    INNER JOIN asked AS a USING (form)
    INNER JOIN facts AS f USING (person_id)
),
flags AS (
    SELECT
        o.form,
        o.person_id,
        coalesce(bool_or(o.born_equal), FALSE) AS born_equal,
        bool_or(o.born_known) AS born_known,
        coalesce(bool_and(o.born_far), FALSE) AS born_far,
        coalesce(bool_or(o.county_equal), FALSE) AS county_equal,
        bool_or(o.county_known) AS county_known,
        coalesce(bool_or(o.phone_equal), FALSE) AS phone_equal,
        coalesce(bool_and(o.sex_conflict), FALSE) AS sex_conflict
    FROM of_versions AS o
    GROUP BY o.form, o.person_id
),
held AS (
    SELECT v.person_id, v.id_number AS number
    FROM link.register_versions AS v
    SEMI JOIN together AS t ON t.person_id = v.person_id
    WHERE is_plain_number(v.id_number)
    UNION
    SELECT h.person_id, h.number FROM link.held_numbers AS h SEMI JOIN together AS t ON t.person_id = h.person_id
),
weighed AS (
    SELECT
        h.person_id,
        h.number,
        TRY_CAST(substr(h.number, 1, 17) AS BIGINT) AS body,
        CASE WHEN substr(h.number, 18, 1) = 'X' THEN 10 ELSE TRY_CAST(substr(h.number, 18, 1) AS BIGINT) END AS last
    FROM held AS h
),
numbers AS (
    SELECT w.person_id, w.number, CAST(NULL AS VARCHAR) AS prefix
    FROM weighed AS w
    WHERE (id_sum(w.body) + w.last) % 11 = 1
    UNION ALL
    SELECT DISTINCT h.person_id, CAST(NULL AS VARCHAR) AS number, h.prefix
    FROM link.held_numbers AS h
    SEMI JOIN together AS t ON t.person_id = h.person_id
    WHERE h.prefix IS NOT NULL
),
of_numbers AS (
    SELECT
        t.form,
        t.person_id,
        bool_or(n.number IS NOT NULL) AS has_number,
        coalesce(
            bool_or(a.prefix = substr(n.number, 1, 14) OR a.start = substr(n.prefix, 1, 14)), FALSE
        ) AS prefix_equal,
        coalesce(bool_or(a.id_normal = n.number), FALSE) AS number_equal,
        bool_or(a.id_normal IS NOT NULL) AS is_sound,
        bool_or(a.prefix IS NOT NULL) AS is_cut
    FROM together AS t
    INNER JOIN asked AS a USING (form)
    LEFT JOIN numbers AS n USING (person_id)
    GROUP BY t.form, t.person_id
),
ranks AS (
    SELECT p.form, p.person_id, max(w.rank) AS rank
    FROM link.pair_names AS p
    INNER JOIN link.pair_ways AS w USING (name, known, is_former)
    GROUP BY p.form, p.person_id
),
told AS (
    SELECT s.form, s.person_id, s.sign FROM link.near_signs AS s
    UNION ALL
    SELECT c.form, c.person_id, c.sign FROM link.contrary AS c
),
signs AS (
    SELECT
        t.form,
        t.person_id,
        bool_or(t.sign = 'mark_equal') AS mark_equal,
        bool_or(t.sign = 'household_equal') AS household_equal,
        bool_or(t.sign = 'dead_before') AS dead_before,
        bool_or(t.sign = 'elsewhere') AS elsewhere
    FROM told AS t
    GROUP BY t.form, t.person_id
),
namesakes AS (
    SELECT a.form, max(k.brings) AS namesakes
    FROM link.asked_keys AS a
    INNER JOIN link.key_holders AS k USING (kind, key)
    WHERE a.kind = 'name_county'
    GROUP BY a.form
),
thresholds AS (
    SELECT
        max(b.most) FILTER (WHERE b.kind = 'rare') AS rare,
        max(b.most) FILTER (WHERE b.kind = 'not_common') AS not_common
    FROM link.bounds AS b
)
SELECT
    p.form,
    p.person_id,
    p.number_way,
    r.rank,
    f.born_equal,
    f.born_known AND NOT f.born_equal AS born_differs,
    f.born_far,
    f.county_equal,
    f.county_known,
    f.phone_equal,
    f.sex_conflict,
    n.has_number,
    n.is_sound,
    n.prefix_equal,
    n.has_number AND ((n.is_sound AND NOT n.number_equal) OR (n.is_cut AND NOT n.prefix_equal)) AS id_differs,
    coalesce(k.namesakes <= b.rare, FALSE) AS is_rare,
    coalesce(k.namesakes > b.not_common, FALSE) AS is_common,
    coalesce(s.mark_equal, FALSE) AS mark_equal,
    coalesce(s.household_equal, FALSE) AS household_equal,
    coalesce(s.dead_before, FALSE) AS dead_before,
    coalesce(s.elsewhere, FALSE) AS elsewhere
FROM link.pairs AS p
INNER JOIN flags AS f USING (form, person_id)
INNER JOIN of_numbers AS n USING (form, person_id)
INNER JOIN ranks AS r USING (form, person_id)
LEFT JOIN signs AS s USING (form, person_id)
LEFT JOIN namesakes AS k USING (form)
CROSS JOIN thresholds AS b
