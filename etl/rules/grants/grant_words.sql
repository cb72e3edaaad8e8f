-- 可能有结论行的应享单元。 A unit that may have a row, claimed or failed by nothing yet, with the keys that are published and the word that names it.
WITH failed AS (
    SELECT DISTINCT unit
    FROM rules.grant_conditions
    WHERE outcome = 'not_met'
),

keyed AS (
    SELECT
        u.unit,
        u.scheme,
        u.beneficiary_kind,
        coalesce(
            CASE u.beneficiary_kind WHEN 'person' THEN p.person_key WHEN 'workshop' THEN s.workshop_id ELSE u.uscc END, ''
        ) AS beneficiary_key,
        p.person_key,
        u.worker,
        s.workshop_id,
        month_at(u.from_number) AS from_month,
        month_at(u.to_number) AS to_month,
        u.project_id,
        coalesce('|' || text(u.award), '') AS award
    FROM rules.grant_units AS u
    LEFT JOIN failed AS f USING (unit)
    LEFT JOIN rules.grant_shops AS s USING (place)
    LEFT JOIN link.persons AS p ON p.person = u.person
    WHERE u.has_live OR f.unit IS NULL
)

SELECT
    unit,
    beneficiary_key,
    person_key,
    workshop_id,
    from_month,
    to_month,
    scheme || '|' || beneficiary_kind || '|' || beneficiary_key || '|' || coalesce(person_key, text(worker))
    || '|' || text(workshop_id) || '|' || text(from_month) || '|' || text(to_month) || '|' || text(project_id)
    || award AS word
FROM keyed
