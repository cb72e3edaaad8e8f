-- 人工认定的事实。 A fact that a person recorded, with the row and the run's own number of the person that it speaks of.
-- A fact about a row or a person that this run does not know speaks of nothing here.
SELECT
    s.answer AS code,
    r.row_ref,
    s.workshop_id,
    s.entitlement_id,
    p.person,
    s.from_month,
    s.to_month,
    s.value,
    TRY_CAST(s."on" AS DATE) AS said_on
FROM decisions.spoken AS s
LEFT JOIN link.decided_rows AS r ON r.number = s.number
LEFT JOIN link.persons AS p ON p.register_person_id = s.other
WHERE
    s.kind = 'fact'
    AND (r.row_ref IS NOT NULL OR s.source IS NULL)
    AND (p.person IS NOT NULL OR s.other IS NULL)
