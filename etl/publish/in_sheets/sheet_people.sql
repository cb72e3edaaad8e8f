-- 人员核实表。 A roster row of the ledger month with the person as the register has him, where it is surely he.
SELECT
    e.row_ref, e.workshop_id, s.workshop_name, p.name, p.id_masked, p.id_number, p.township, p.village,
    -- What the register says of a candidate who is not sure says nothing about the row.
    CASE WHEN l.outcome = 'same' THEN r.poverty_exit END AS poverty_exit,
    CASE WHEN l.outcome = 'same' THEN r.monitored END AS monitored,
    CASE WHEN l.outcome = 'same' THEN r.relocated END AS relocated,
    l.outcome, e.pay, e.verdict, e."for", e.against, e.missing,
    s.county, coalesce(c.county_name, s.county) AS county_name
FROM publish.employment AS e
INNER JOIN run.month AS m USING (month)
INNER JOIN ledger.ledger AS s USING (workshop_id)
LEFT JOIN publish.people AS p ON p.person_key = e.person_key
LEFT JOIN publish.links AS l ON l.row_ref = e.row_ref
LEFT JOIN publish.person_status AS r ON r.person_key = e.person_key AND r.month = e.month
LEFT JOIN publish.counties AS c ON c.county = s.county
