-- 比对结论。 A form that has a candidate: the likeliest, the outcome that the rules allow, its score, reasons, and the runner-up.
-- A name alone is never the same, an equal number beside another name neither; where two people fit as well, it is unsure.
WITH fitting AS (
    SELECT
        s.*,
        exp(s.points) AS odds,
        s.level = 4 AS is_top,
        s.is_name AND s.born_equal AND s.county_equal AS fits_place,
        row_number() OVER (
            PARTITION BY s.form ORDER BY s.level DESC, s.dead_before, s.points DESC, s.person_id, s.number_way
        ) AS place
    FROM link.scored AS s
),
-- Who died before the row's months fits worse than who lives; where all are dead, they fit alike.
of_forms AS (
    SELECT
        f.form,
        sum(f.odds) AS odds,
        count(*) FILTER (WHERE f.is_top AND NOT f.dead_before) AS living_tops,
        count(*) FILTER (WHERE f.is_top) AS tops,
        count(*) FILTER (WHERE f.fits_place AND NOT f.dead_before) AS living_fitting,
        count(*) FILTER (WHERE f.fits_place) AS fitting
    FROM fitting AS f
    GROUP BY f.form
),
best AS (
    SELECT
        b.*,
        1.0 + o.odds AS all_odds,
        r.person_id AS runner_up_person_id,
        r.odds AS runner_up_odds,
        r.level AS runner_up_level,
        CASE WHEN o.living_tops > 0 THEN o.living_tops ELSE o.tops END > 1
        OR (
            NOT b.is_equal AND NOT b.is_mended AND NOT b.phone_equal
            AND CASE WHEN o.living_fitting > 0 THEN o.living_fitting ELSE o.fitting END > 1
        ) AS is_doubled
    FROM fitting AS b
    INNER JOIN of_forms AS o USING (form)
    LEFT JOIN fitting AS r ON r.form = b.form AND r.place = 2
    WHERE b.place = 1
),
ruled AS (
    SELECT b.*, CASE WHEN b.is_top AND NOT b.is_doubled THEN 'same' ELSE 'unsure' END AS outcome
    FROM best AS b
),
levels AS (
    SELECT l.code AS outcome, l.points AS least, m.points AS most
    FROM link.weights AS l
    INNER JOIN link.weights AS m ON m.code = l.code AND m.kind = 'most'
    WHERE l.kind = 'least'
),
bounded AS (
    SELECT r.*, greatest(l.least, least(l.most, r.odds / r.all_odds)) AS score
    FROM ruled AS r
    INNER JOIN levels AS l USING (outcome)
)
SELECT
    b.form,
    b.person_id,
    b.outcome,
    CASE
        WHEN b.is_equal THEN 'id'
        WHEN b.is_mended THEN 'id_repaired'
        WHEN b.born_equal OR b.phone_equal OR b.household_equal OR b.mark_equal THEN 'name_strong'
        ELSE 'name_weak'
    END AS tier,
    round(b.score, 4) AS score,
    substr(
        CASE WHEN b.number_reason <> '' THEN ',' || b.number_reason ELSE '' END
        || CASE WHEN b.way <> 'name_missing' THEN ',' || b.way ELSE '' END
        || CASE WHEN b.born_equal THEN ',born_equal' ELSE '' END
        || CASE WHEN b.phone_equal THEN ',phone_equal' ELSE '' END
        || CASE WHEN b.household_equal AND NOT b.phone_equal THEN ',household_equal' ELSE '' END
        || CASE WHEN b.county_equal THEN ',county_equal' ELSE '' END
        || CASE WHEN b.sex_conflict THEN ',sex_conflict' ELSE '' END
        || CASE
            WHEN b.runner_up_person_id IS NOT NULL AND (b.is_doubled OR b.runner_up_level = b.level)
                THEN ',namesake'
            ELSE ''
        END,
        2
    ) AS reasons,
    b.runner_up_person_id,
    round(least(b.runner_up_odds / b.all_odds, b.score), 4) AS runner_up_score
FROM bounded AS b
