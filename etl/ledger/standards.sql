-- 各车间认定、升级与退出的总体结论。 A workshop with findings: the worst of its recognition and upgrade rules, the gravest of exit.
WITH found AS (
    SELECT f.workshop_id, f.family, f.rule, f.form, f.outcome, f.low, f.clause
    FROM rules.findings AS f
    INNER JOIN run.month AS m USING (month)
),
titles AS (
    -- Only forms that data decide; those that a person's record decides stand in the sentence alone.
    SELECT
        f.workshop_id, f.family, f.outcome, w.rule IS NOT NULL AS is_way,
        f.form IN ('head_count', 'share') AS is_of_people,
        CASE
            WHEN f.family = 'recognition' AND f.form NOT IN ('head_count', 'share', 'wage_floor', 'cover', 'none')
                THEN NULL
            WHEN f.family = 'upgrade' AND f.form = 'finding' THEN NULL
            WHEN f.outcome = 'not_met' THEN 0
            WHEN f.outcome = 'pending' THEN 1
            WHEN f.outcome = 'needs_person' THEN 2
            WHEN f.outcome = 'undetermined' THEN 3
            WHEN f.outcome = 'met' THEN 4
        END AS place
    FROM found AS f
    LEFT JOIN policy.other_ways AS w USING (rule)
    WHERE f.family IN ('recognition', 'upgrade')
),
ways AS (
    SELECT
        workshop_id, family,
        min(place) FILTER (WHERE NOT is_way AND is_of_people) AS main,
        -- What is asked besides is asked whichever way somebody comes.
        min(place) FILTER (WHERE NOT is_way AND NOT is_of_people) AS besides,
        max(place) FILTER (WHERE is_way) AS other,
        bool_or(outcome = 'no_basis') AS lacks_basis
    FROM titles
    GROUP BY workshop_id, family
),
reached AS (
    -- Whoever reaches the title one way need not reach it the other.
    SELECT
        workshop_id, family, lacks_basis, besides,
        CASE
            WHEN main = 4 OR other = 4 THEN 4
            WHEN main IS NULL OR other IS NULL THEN coalesce(main, other)
            WHEN main = 0 THEN other
            WHEN other = 0 THEN main
            ELSE least(main, other)
        END AS by_people
    FROM ways
),
worst AS (
    SELECT
        workshop_id, family, lacks_basis,
        CASE WHEN besides < by_people THEN besides ELSE coalesce(by_people, besides) END AS place
    FROM reached
),
titled AS (
    SELECT
        workshop_id, family,
        CASE
            WHEN place = 0 THEN 'not_met'
            WHEN place = 1 THEN 'pending'
            WHEN place = 2 THEN 'needs_person'
            WHEN place = 3 THEN 'undetermined'
            WHEN place = 4 THEN 'met'
            WHEN lacks_basis THEN 'no_basis'
            ELSE 'not_applicable'
        END AS outcome
    FROM worst
),
watched AS (
    SELECT DISTINCT workshop_id, rule
    FROM rules.exit_watch
    WHERE (last_below OR stopped) AND streak < needed
),
leaving AS (
    -- A case of exit that only a person's record brings about is none without it.
    SELECT
        f.workshop_id,
        min(CASE
            WHEN f.outcome = 'met' THEN 0
            WHEN f.form = 'finding' AND f.outcome IN ('needs_person', 'undetermined', 'not_met') THEN 4
            WHEN f.outcome = 'needs_person' THEN 1
            WHEN f.outcome = 'undetermined' THEN 2
            WHEN f.outcome = 'not_met' AND w.rule IS NOT NULL THEN 3
            WHEN f.outcome = 'not_met' THEN 4
        END) AS place,
        bool_or(f.outcome = 'no_basis') AS lacks_basis
    FROM found AS f
    LEFT JOIN watched AS w USING (workshop_id, rule)
    WHERE f.family = 'exit'
    GROUP BY f.workshop_id
),
told AS (
    SELECT
        workshop_id,
        min(low) FILTER (WHERE form = 'share' AND outcome <> 'not_applicable') AS share,
        array_to_string(list_sort(list(DISTINCT clause) FILTER (
            WHERE form NOT IN ('head_count', 'share', 'wage_floor', 'cover', 'none') AND outcome = 'needs_person'
        )), '、') AS asked
    FROM found
    WHERE family = 'recognition'
    GROUP BY workshop_id
),
shops AS (
    SELECT DISTINCT workshop_id FROM found
)
SELECT
    s.workshop_id,
    coalesce(r.outcome, 'not_applicable') AS recognition,
    coalesce(u.outcome, 'not_applicable') AS upgrade,
    CASE
        WHEN l.place = 0 THEN 'triggered'
        WHEN l.place = 1 THEN 'needs_person'
        WHEN l.place = 2 THEN 'undetermined'
        WHEN l.place = 3 THEN 'watch'
        WHEN l.place = 4 THEN 'none'
        WHEN l.lacks_basis THEN 'no_basis'
        ELSE 'not_applicable'
    END AS exit,
    t.share,
    coalesce(t.asked, '') AS asked
FROM shops AS s
LEFT JOIN titled AS r ON r.workshop_id = s.workshop_id AND r.family = 'recognition'
LEFT JOIN titled AS u ON u.workshop_id = s.workshop_id AND u.family = 'upgrade'
LEFT JOIN leaving AS l ON l.workshop_id = s.workshop_id
LEFT JOIN told AS t ON t.workshop_id = s.workshop_id
