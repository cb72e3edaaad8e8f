-- 车间月计入人数。 A workshop's month by a counting: both ends of the head count and of the share's denominator.
SELECT
    counting,
    workshop_id,
    month,
    count(*) FILTER (WHERE in_low) AS low,
    count(*) FILTER (WHERE in_high OR is_untold) AS high,
    count(*) FILTER (WHERE if_registered) AS if_registered,
    count(*) FILTER (WHERE is_unproven) AS unproven,
    count(*) FILTER (WHERE in_base) AS base,
    count(*) FILTER (WHERE in_base AND NOT (is_unplaced AND NOT in_high AND NOT is_untold)) AS least_base,
    count(*) AS workers
FROM rules.members
GROUP BY counting, workshop_id, month
