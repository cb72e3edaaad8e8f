-- 就业矛盾依据。 A row behind a contradiction: of the other system, and of the rosters of the workshops that it names.
WITH places AS (
    SELECT code, level, person, workshop_id, other_workshop_id, scheme, month, workshop_id AS place
    FROM contradict.contradictions
    UNION ALL
    SELECT code, level, person, workshop_id, other_workshop_id, scheme, month, other_workshop_id AS place
    FROM contradict.contradictions
    WHERE other_workshop_id IS NOT NULL
),
roster_rows AS (
    SELECT
        p.code, p.level, p.person, p.workshop_id, p.other_workshop_id, p.scheme, p.month, p.place, r.pull_id, r.row_number, r.pay,
        CAST(NULL AS BIGINT) AS form
    FROM places AS p
    JOIN verify.rosters AS r ON r.workshop_id = p.place AND r.month = p.month AND r.sure = p.person
    UNION ALL
    -- Of every worker where nobody is named.
    SELECT
        p.code, p.level, p.person, p.workshop_id, p.other_workshop_id, p.scheme, p.month, p.place, r.pull_id, r.row_number, r.pay, r.form
    FROM places AS p
    JOIN verify.rosters AS r ON r.workshop_id = p.place AND r.month = p.month
    WHERE p.person IS NULL
)
SELECT code, level, person, workshop_id, other_workshop_id, scheme, month, row_ref, role, says
FROM contradict.found
WHERE row_ref IS NOT NULL
UNION
SELECT
    code, level, person, workshop_id, other_workshop_id, scheme, month,
    row_ref('hrss.rosters', pull_id, row_number) AS row_ref, 'roster' AS role,
    month_zh(month) || '在车间' || place || '的花名册上'
    || CASE WHEN pay IS NULL THEN '' ELSE '，申报工资' || yuan(pay) END
    || CASE WHEN r.form IS NULL THEN '' ELSE '，' || who_zh(f.name, f.id_text) END AS says
FROM roster_rows AS r
LEFT JOIN conform.forms AS f ON f.form = r.form
