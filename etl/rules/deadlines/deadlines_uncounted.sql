-- 不能推算的时限。 A workshop's cases whose due day lies in, or beyond, a year without a holiday notice.
SELECT
    workshop_id,
    kind,
    clause,
    started_on,
    coalesce(known_to + 1, EXTRACT(year FROM started_on)) AS year,
    count(*) AS cases
FROM rules.dated
WHERE due_on IS NULL
GROUP BY workshop_id, kind, clause, started_on, coalesce(known_to + 1, EXTRACT(year FROM started_on))
