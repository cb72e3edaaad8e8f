-- 候选对的把握。 A candidate pair that is worth something: its level by the first rule that fits, and its points by the weights.
-- 4 is enough for the same person if nobody else fits; 3 and 2 are for a person to look at, a named person before the holder
-- of a number that is somebody else's; 1 is worth something only beside a conflict over the number.
WITH compared AS (
    SELECT
        p.*,
        f.id_kind,
        f.id_fault,
        length(f.name_bare) >= 3 AS long_name,
        w.way,
        w.is_known AS agrees,
        w.is_name,
        w.points AS way_points,
        coalesce(p.number_way IN ('id_equal', 'id_in_certificate', 'id_15_digit', 'id_alias'), FALSE) AS is_equal,
        coalesce(p.number_way IN ('id_one_digit', 'id_transposed'), FALSE) AS is_mended,
        p.county_equal OR NOT p.county_known AS is_placed,
        p.born_equal AND p.county_equal AS is_dated,
        p.prefix_equal AND p.born_equal AS is_cut,
        p.phone_equal OR p.household_equal AS is_home,
        (NOT p.has_number OR NOT p.is_sound) AND NOT (
            p.has_number
            AND f.id_kind IN ('citizen', 'certificate', 'resident_permit', 'foreigner', 'citizen_15')
        ) AS is_unread
    FROM link.features AS p
    INNER JOIN link.compared_forms AS f USING (form)
    INNER JOIN link.ways AS w USING (rank)
),
levelled AS (
    SELECT
        c.*,
        CASE
            WHEN c.is_equal AND c.agrees THEN 4
            WHEN c.is_equal THEN 2
            WHEN c.is_mended AND c.is_name THEN 4
            WHEN c.is_mended AND c.agrees AND (c.is_placed OR c.is_home) THEN 4
            WHEN c.is_mended AND c.agrees THEN 2
            WHEN c.is_cut AND c.is_name AND c.is_placed THEN 4
            WHEN c.is_cut AND c.agrees AND c.is_home THEN 4
            WHEN c.is_cut AND c.agrees THEN 2
            WHEN c.is_name AND c.id_differs AND (c.phone_equal OR c.mark_equal) THEN 3
            WHEN c.is_name AND c.id_differs AND c.county_equal AND c.is_sound THEN 1
            WHEN c.id_differs THEN 0
            WHEN c.is_name AND c.phone_equal AND NOT (c.born_differs AND c.is_sound) AND NOT c.born_far THEN 4
            WHEN c.is_name AND c.is_dated AND c.is_unread AND c.long_name THEN 4
            WHEN c.is_name AND c.born_equal AND c.household_equal AND c.is_unread THEN 4
            WHEN c.is_name AND c.is_dated THEN 2
            WHEN c.is_name AND c.mark_equal THEN 2
            WHEN c.agrees AND c.is_home THEN 2
            WHEN c.is_name AND c.county_equal AND NOT c.is_sound THEN 2
            ELSE 0
        END AS level
    FROM compared AS c
),
beside AS (
    SELECT
        l.*,
        bool_or(l.is_equal AND l.level = 2) OVER (PARTITION BY l.form) AS has_conflict,
        count(CASE WHEN l.level = 1 THEN 1 END) OVER (PARTITION BY l.form) AS namesakes
    FROM levelled AS l
    WHERE l.level > 0
),
-- A sound number says when its holder was born: who was born on another day is somebody else of that name and phone.
worth AS (
    SELECT
        b.*,
        CASE WHEN b.level = 1 AND b.namesakes = 1 THEN 3 ELSE b.level END AS final_level,
        coalesce(
            b.number_way,
            CASE
                WHEN b.prefix_equal THEN 'id_truncated'
                WHEN b.id_kind = 'missing' THEN 'id_missing'
                WHEN b.id_fault IS NOT NULL THEN 'id_invalid'
                ELSE ''
            END
        ) AS number_reason,
        b.id_differs AND b.number_way IS NULL AS other_number,
        -- The date in a faulty number may be what is wrong with it.
        b.born_differs AND b.is_sound AND b.number_way IS NULL AS other_born
    FROM beside AS b
    WHERE b.has_conflict OR (b.level > 1 AND NOT (b.id_differs AND b.is_sound AND b.born_differs))
),
weights AS (
    SELECT
        max(w.points) FILTER (WHERE w.code = 'base') AS base,
        max(w.points) FILTER (WHERE w.code = 'id_differs') AS id_differs,
        max(w.points) FILTER (WHERE w.code = 'born_equal') AS born_equal,
        max(w.points) FILTER (WHERE w.code = 'born_differs') AS born_differs,
        max(w.points) FILTER (WHERE w.code = 'county_equal') AS county_equal,
        max(w.points) FILTER (WHERE w.code = 'phone_equal') AS phone_equal,
        max(w.points) FILTER (WHERE w.code = 'household_equal') AS household_equal,
        max(w.points) FILTER (WHERE w.code = 'account_equal') AS mark_equal,
        max(w.points) FILTER (WHERE w.code = 'name_rare') AS is_rare,
        max(w.points) FILTER (WHERE w.code = 'name_common') AS is_common,
        max(w.points) FILTER (WHERE w.code = 'dead_before') AS dead_before,
        max(w.points) FILTER (WHERE w.code = 'elsewhere') AS elsewhere,
        max(w.points) FILTER (WHERE w.code = 'sex_conflict') AS sex_conflict
    FROM link.weights AS w
)
SELECT
    p.form,
    p.person_id,
    p.number_way,
    p.number_reason,
    p.way,
    p.is_name,
    p.final_level AS level,
    p.is_equal,
    p.is_mended,
    p.other_number,
    p.other_born,
    p.born_equal,
    p.county_equal,
    p.phone_equal,
    p.household_equal,
    p.mark_equal,
    p.is_rare,
    p.is_common,
    p.dead_before,
    p.elsewhere,
    p.sex_conflict,
    round(
        w.base + p.way_points + coalesce(n.points, 0)
        + CASE WHEN p.other_number THEN w.id_differs ELSE 0 END
        + CASE WHEN p.born_equal THEN w.born_equal ELSE 0 END
        + CASE WHEN p.other_born THEN w.born_differs ELSE 0 END
        + CASE WHEN p.county_equal THEN w.county_equal ELSE 0 END
        + CASE WHEN p.phone_equal THEN w.phone_equal ELSE 0 END
        + CASE WHEN p.household_equal THEN w.household_equal ELSE 0 END
        + CASE WHEN p.mark_equal THEN w.mark_equal ELSE 0 END
        + CASE WHEN p.is_rare THEN w.is_rare ELSE 0 END
        + CASE WHEN p.is_common THEN w.is_common ELSE 0 END
        + CASE WHEN p.dead_before THEN w.dead_before ELSE 0 END
        + CASE WHEN p.elsewhere THEN w.elsewhere ELSE 0 END
        + CASE WHEN p.sex_conflict THEN w.sex_conflict ELSE 0 END,
        4
    ) AS points
FROM worth AS p
LEFT JOIN link.weights AS n ON n.code = p.number_reason
CROSS JOIN weights AS w
