-- 应服务的对象。 A person, workshop, employer or household and one reason to reach it, with the age on the month's last day of a person.
WITH every AS (
    SELECT kind, subject, person_key, workshop_id, uscc, county, township, since, last_employer, amount, says, document, clause, area_code, changed_number
    FROM ledger.reach_people
    UNION ALL
    SELECT kind, subject, person_key, workshop_id, uscc, county, township, since, last_employer, amount, says, document, clause, area_code, changed_number
    FROM ledger.reach_owed
    UNION ALL
    SELECT kind, subject, person_key, workshop_id, uscc, county, township, since, last_employer, amount, says, document, clause, area_code, changed_number
    FROM ledger.reach_candidates
    UNION ALL
    SELECT kind, subject, person_key, workshop_id, uscc, county, township, since, last_employer, amount, says, document, clause, area_code, changed_number
    FROM ledger.reach_arrears
    UNION ALL
    SELECT kind, subject, person_key, workshop_id, uscc, county, township, since, last_employer, amount, says, document, clause, area_code, changed_number
    FROM ledger.reach_homes
),
placed AS (
    -- Of two workshops that ended the later stands.
    SELECT e.*, row_number() OVER (
        PARTITION BY e.kind, e.subject ORDER BY e.changed_number DESC NULLS LAST, e.workshop_id
    ) AS nth
    FROM every AS e
)
SELECT
    e.kind, e.subject, e.person_key, e.workshop_id, e.uscc, e.county, e.township, e.since, e.last_employer, e.amount, e.says,
    e.document, e.clause, e.area_code, e.changed_number, coalesce(s.age, age_on(p.born_on, m.last_day)) AS age
FROM placed AS e
CROSS JOIN run.month AS m
LEFT JOIN link.persons AS p ON p.person_key = e.person_key
LEFT JOIN verify.status AS s ON s.person = p.person AND s.month = m.month
WHERE e.nth = 1
