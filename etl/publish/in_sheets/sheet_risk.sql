-- 车间风险表。 A workshop with the title and its risk in the ledger month.
SELECT r.workshop_id, l.workshop_name, l.state, r.level, r.points, r.says, l.open_alerts, l.county, coalesce(c.county_name, l.county) AS county_name
FROM ledger.risk AS r
INNER JOIN ledger.ledger AS l USING (workshop_id)
LEFT JOIN publish.counties AS c ON c.county = l.county
