-- 办理记录的起止。 One row where records came: the first day they speak of, and the last; outside them absence is no evidence.
SELECT
    f.since,
    -- Records without a day of their own reach nowhere.
    CASE WHEN max(t.as_of) IS NOT NULL THEN least(max(t.as_of), m.last_day) END AS until
FROM conform.data_times AS t
CROSS JOIN run.month AS m
CROSS JOIN (SELECT first_day(month_of(min(happened_on))) AS since FROM rules.procedures) AS f
WHERE t.source = 'procedures.events'
GROUP BY f.since, m.last_day
