-- 要查缴费的人员写法。 A wording of a person whose contributions a unit is asked about.
WITH asking AS (
    SELECT
        g.lane,
        bool_or(g.amount_kind = 'paid_employer_part' OR coalesce(a.test = 'contributions', FALSE)) AS is_asked,
        bool_or(coalesce(a.by_injury, FALSE)) AS by_injury
    FROM policy.grants AS g
    LEFT JOIN policy.grant_asked AS a USING (lane)
    GROUP BY g.lane
),

people AS (
    SELECT
        u.person,
        bool_or(a.is_asked) AS is_asked
    FROM rules.grant_units AS u
    INNER JOIN asking AS a USING (lane)
    WHERE u.person IS NOT NULL AND (a.is_asked OR a.by_injury)
    GROUP BY u.person
)

SELECT
    l.form,
    l.person,
    -- Whether every kind is asked about, or work-injury insurance in place of a premium alone.
    p.is_asked
FROM link.link_forms AS l
INNER JOIN people AS p USING (person)
WHERE l.outcome <> 'unsure'
