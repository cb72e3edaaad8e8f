-- 退出办理表。 A step that an ended title still needs, or had.
SELECT e.workshop_id, l.workshop_name, l.state AS workshop_state, e.step, e.state, e.due_on, e.done_on, e.says, e.clause,
    CASE e.step
        WHEN 'decided' THEN 1 WHEN 'noticed' THEN 2 WHEN 'announced' THEN 3 WHEN 'reported_up' THEN 4 WHEN 'certificate_back' THEN 5
        WHEN 'workers_placed' THEN 6 ELSE 7
    END AS place,
    l.county, coalesce(c.county_name, l.county) AS county_name
FROM ledger.exits AS e
INNER JOIN ledger.ledger AS l USING (workshop_id)
LEFT JOIN publish.counties AS c ON c.county = l.county
