-- 要查缴费的人员写法。 A wording of a person whose contributions a unit is asked about.
WITH asking AS (
    SELECT lane
    FROM policy.grant_asked
    WHERE test = 'contributions' OR by_injury
    UNION
    SELECT lane
    FROM policy.grants
    WHERE amount_kind = 'paid_employer_part'
),

people AS (
    SELECT DISTINCT u.person
    FROM rules.grant_units AS u
    SEMI JOIN asking AS a USING (lane)
)

SELECT
    l.form,
    l.person
FROM link.link_forms AS l
SEMI JOIN people AS p USING (person)
WHERE l.outcome <> 'unsure'
