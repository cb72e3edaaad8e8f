-- 称号或生产终止的车间。 A workshop of the areas whose title or production has ended by the ledger month, an end, and in which month it was.
SELECT s.workshop_id, TRUE AS is_title, number_of(s.state_on) AS ended_number
FROM ledger.workshops AS s
WHERE s.state IN ('revoked', 'deregistered') AND s.state_on IS NOT NULL
UNION ALL
SELECT s.workshop_id, FALSE AS is_title, number_of(s.stopped_on) AS ended_number
FROM ledger.workshops AS s
WHERE s.is_stopped
