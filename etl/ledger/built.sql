-- 项目资产清核。 A workshop of the areas: whether projects that public or donated money paid for still wait to be settled.
WITH told AS (
    SELECT c.county
    FROM verify.coverage AS c
    INNER JOIN run.month AS m USING (month)
    WHERE c.source = 'assets.projects' AND c.state = 'full'
),
projects AS (
    SELECT p.workshop_id, count(*) AS many,
        count(*) FILTER (WHERE p.cleared_on IS NULL OR p.cleared_on > m.last_day) AS uncleared,
        max(CASE WHEN p.cleared_on <= m.last_day THEN p.cleared_on END) AS cleared_on
    FROM conform.projects AS p
    CROSS JOIN run.month AS m
    WHERE p.workshop_id IS NOT NULL
    GROUP BY p.workshop_id
)
SELECT s.workshop_id,
    CASE
        WHEN p.uncleared > 0 THEN 'open'
        -- That there are no others is known where the list is whole.
        WHEN t.county IS NULL THEN 'not_told'
        WHEN p.many > 0 THEN 'done'
        ELSE 'not_needed'
    END AS state,
    CASE WHEN p.uncleared = 0 AND t.county IS NOT NULL THEN p.cleared_on END AS cleared_on
FROM ledger.workshops AS s
LEFT JOIN projects AS p ON p.workshop_id = s.workshop_id
LEFT JOIN told AS t ON t.county = s.county
