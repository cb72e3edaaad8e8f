-- 计划发放的行。 A planned payment row as the claim that it would be; an ordinary run has no list and so no row.
-- The county is the row's, else its workshop's, else its person's.
WITH places AS (
    SELECT workshop_id, max(substr(area_code, 1, 6)) AS county FROM conform.workshops GROUP BY workshop_id
)
SELECT p.row_number, 'planned.payments:list:' || text(p.row_number) AS row_ref, '~' || lpad(text(p.row_number), 9, '0') AS native_key,
    p.batch_id, p.scheme,
    coalesce(p.beneficiary_kind, CASE WHEN p.workshop_id IS NOT NULL THEN 'workshop' WHEN p.form IS NOT NULL THEN 'person' ELSE '' END)
        AS beneficiary_kind,
    p.workshop_id, p.uscc, p.form, l.person, coalesce(l.outcome, 'none') AS outcome,
    CASE WHEN l.outcome = 'same' OR (l.outcome = 'none' AND l.id_normal IS NOT NULL) THEN l.person END AS sure,
    CASE WHEN l.outcome = 'same' THEN l.person END AS same, p.from_month, p.to_month, p.amount, p.fund, p.office, p.project_id,
    coalesce(p.county, s.county, h.county, '') AS county
FROM run.planned AS p
LEFT JOIN link.link_forms AS l ON l.form = p.form
LEFT JOIN places AS s ON s.workshop_id = p.workshop_id
LEFT JOIN link.persons AS h ON h.person = l.person
