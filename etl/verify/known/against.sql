-- 每人每月的矛盾。 A month of a person at a workshop, or of a workshop where nobody is named, with the codes found against it.
WITH places AS (
    SELECT code, level, person, workshop_id, month, is_doubted FROM contradict.standing
    UNION
    SELECT code, level, person, other_workshop_id AS workshop_id, month, is_doubted FROM contradict.standing
),
found AS (
    SELECT
        code, person, workshop_id, month,
        -- A second workshop makes the month unknown, and a claim is only a claim: the month's own verdict is left alone.
        level = 'contradiction' AND code NOT IN ('two_workshops', 'pensioner') AND NOT is_doubted AS is_contradicted,
        level = 'contradiction' AND code = 'two_workshops' AS is_twice,
        -- An error of the data is nobody's fault: of its months nobody knows.
        level = 'contradiction' AND code <> 'pensioner' AND is_doubted AS is_doubted
    FROM places
    WHERE level IN ('contradiction', 'review') AND workshop_id IS NOT NULL
),
of_people AS (
    -- Of a workshop's finding everybody on its roster has a share.
    SELECT code, person, workshop_id, month, is_contradicted, is_twice, is_doubted FROM found WHERE person IS NOT NULL
    UNION ALL
    SELECT f.code, r.person, r.workshop_id, r.month, f.is_contradicted, f.is_twice, f.is_doubted
    FROM found AS f
    JOIN verify.roster_months AS r ON r.workshop_id = f.workshop_id AND r.month = f.month
    WHERE f.person IS NULL
)
SELECT person, workshop_id, month, listed(code) AS codes, bool_or(is_contradicted) AS is_contradicted, bool_or(is_twice) AS is_twice,
    bool_or(is_doubted) AS is_doubted
FROM of_people
GROUP BY person, workshop_id, month
UNION ALL
SELECT
    CAST(NULL AS BIGINT) AS person, workshop_id, month, listed(code) AS codes,
    bool_or(is_contradicted) AS is_contradicted, bool_or(is_twice) AS is_twice, bool_or(is_doubted) AS is_doubted
FROM found
WHERE person IS NULL
GROUP BY workshop_id, month
