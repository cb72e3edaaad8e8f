-- 计划发放的行。 A planned payment row as the claim that it would be; an ordinary run has no list and so no row.
-- The county is the row's, else its workshop's, else its person's. A credit code alone is its workshop, where it runs only one.
WITH places AS (
    SELECT workshop_id, max(substr(area_code, 1, 6)) AS county FROM conform.workshops GROUP BY workshop_id
),
only_workshop AS (
    SELECT uscc, min(workshop_id) AS workshop_id
    FROM conform.workshops
    WHERE uscc IS NOT NULL
    GROUP BY uscc
    HAVING count(DISTINCT workshop_id) = 1
),
placed AS (
    SELECT p.*,
        CASE
            WHEN coalesce(p.beneficiary_kind, 'workshop') = 'workshop' THEN coalesce(p.workshop_id, o.workshop_id)
            ELSE p.workshop_id
        END AS shop
    FROM run.planned AS p
    LEFT JOIN only_workshop AS o ON o.uscc = p.uscc
)
SELECT p.row_number, 'planned.payments:list:' || text(p.row_number) AS row_ref, '~' || lpad(text(p.row_number), 9, '0') AS native_key,
    p.batch_id, p.scheme,
    coalesce(p.beneficiary_kind, CASE WHEN p.shop IS NOT NULL THEN 'workshop' WHEN p.form IS NOT NULL THEN 'person' ELSE '' END)
        AS beneficiary_kind,
    p.shop AS workshop_id, p.uscc, p.form, l.person, coalesce(l.outcome, 'none') AS outcome,
    CASE WHEN l.outcome = 'same' OR (l.outcome = 'none' AND l.id_normal IS NOT NULL) THEN l.person END AS sure,
    CASE WHEN l.outcome = 'same' THEN l.person END AS same, l.id_normal, l.id_fault, l.tier, p.from_month, p.to_month, p.amount, p.fund,
    p.office, p.project_id, coalesce(p.county, s.county, h.county, '') AS county, p.judged_to, s.workshop_id IS NOT NULL AS is_known_shop
FROM placed AS p
LEFT JOIN link.link_forms AS l ON l.form = p.form
LEFT JOIN places AS s ON s.workshop_id = p.shop
LEFT JOIN link.persons AS h ON h.person = l.person
