-- 公示台账。 A workshop with its manager's name masked.
SELECT l.* EXCLUDE (manager_name), coalesce(s.masked, '') AS manager_name
FROM ledger.ledger AS l
LEFT JOIN publish.shown_names AS s ON s.name = l.manager_name
