-- 服务对象表。 Who is to be reached, by township, with the person as the register has him and room for what was done.
SELECT
    o.kind, o.state, o.done_on, o.subject, o.township, p.village, coalesce(p.name, s.workshop_name, o.last_employer) AS name,
    p.id_masked, p.id_number, o.since, o.last_employer, o.amount, o.posts, o.says,
    o.document || ' ' || o.clause AS clause_shown,
    CAST(NULL AS VARCHAR) AS blank_answer, CAST(NULL AS VARCHAR) AS blank_by, CAST(NULL AS VARCHAR) AS blank_on,
    CAST(NULL AS VARCHAR) AS blank_why,
    o.county, coalesce(c.county_name, o.county) AS county_name
FROM ledger.outreach AS o
LEFT JOIN publish.people AS p ON p.person_key = o.person_key
LEFT JOIN ledger.ledger AS s ON s.workshop_id = o.workshop_id AND o.person_key IS NULL
LEFT JOIN publish.counties AS c ON c.county = o.county
