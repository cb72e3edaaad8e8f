-- 核实中发现的就业矛盾。 A row behind a contradicted month, of all codes that the room contradict finds.
SELECT c.code, '' AS story, c.level, CAST(NULL AS VARCHAR) AS key, c.person, c.workshop_id, c.other_workshop_id, c.scheme,
    c.month AS from_month, c.month AS to_month, w.county, e.row_ref, CAST(NULL AS VARCHAR) AS native_key, e.role, e.says,
    CAST(NULL AS DECIMAL(18, 2)) AS amount, CAST(NULL AS DECIMAL(18, 2)) AS risk, CAST(NULL AS VARCHAR) AS payment,
    CAST(NULL AS VARCHAR) AS office, CAST(NULL AS VARCHAR) AS part, CAST(NULL AS VARCHAR) AS rule, CAST(NULL AS VARCHAR) AS note
FROM contradict.contradictions AS c
LEFT JOIN contradict.contradiction_evidence AS e ON e.code = c.code AND e.level = c.level AND e.month = c.month
    AND text(e.person) = text(c.person) AND text(e.workshop_id) = text(c.workshop_id)
    AND text(e.other_workshop_id) = text(c.other_workshop_id) AND text(e.scheme) = text(c.scheme)
LEFT JOIN alerts.workshops AS w ON w.workshop_id = c.workshop_id
UNION ALL
-- What waits beside the months is a sentence of its own, and no row.
SELECT c.code, 'waiting', c.level, NULL, c.person, c.workshop_id, c.other_workshop_id, c.scheme, c.month, c.month, w.county, NULL,
    NULL, 'waiting', NULL, NULL, NULL, NULL, NULL, NULL, NULL, c.note
FROM contradict.contradictions AS c
LEFT JOIN alerts.workshops AS w ON w.workshop_id = c.workshop_id
WHERE c.note IS NOT NULL
