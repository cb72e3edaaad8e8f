-- 实名制培训记录。 A training record of a surely named person, with its months.
SELECT
    l.person,
    t.workshop_id,
    t.days,
    month_number(month_of(t.started_on)) AS begins,
    month_number(month_of(coalesce(t.ended_on, t.started_on))) AS ends
FROM conform.training AS t
INNER JOIN link.link_forms AS l USING (form)
WHERE l.person IS NOT NULL AND l.outcome <> 'unsure'
