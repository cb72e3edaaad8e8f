-- 称号或生产终止的车间。 A workshop of the areas whose title or production has ended by the ledger month, and in which month it did first.
WITH dated AS (
    SELECT
        s.workshop_id,
        CASE WHEN s.state IN ('revoked', 'deregistered') THEN number_of(s.state_on) END AS title_number,
        CASE WHEN s.is_stopped THEN number_of(s.stopped_on) END AS stop_number
    FROM ledger.workshops AS s
)
SELECT workshop_id, title_number, least(coalesce(title_number, stop_number), coalesce(stop_number, title_number)) AS ended_number
FROM dated
WHERE title_number IS NOT NULL OR stop_number IS NOT NULL
