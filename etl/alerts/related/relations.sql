-- 车间关联。 Two related workshops (the smaller number first) with the shortest explanation: what both have, or the one between them.
WITH direct AS (
    SELECT workshop_id, other_workshop_id, arg_min(says, rank) AS says
    FROM alerts.ties
    GROUP BY workshop_id, other_workshop_id
),
both_ways AS (
    SELECT workshop_id, other_workshop_id, says FROM direct
    UNION ALL
    SELECT other_workshop_id, workshop_id, says FROM direct
),
over_a_third AS (
    SELECT
        a.workshop_id, b.other_workshop_id,
        min(
            a.workshop_id || '与' || a.other_workshop_id || a.says || '，' || a.other_workshop_id || '与'
            || b.other_workshop_id || b.says
        ) AS says
    FROM both_ways AS a
    JOIN both_ways AS b ON b.workshop_id = a.other_workshop_id AND a.workshop_id < b.other_workshop_id
    ANTI JOIN direct AS d ON d.workshop_id = a.workshop_id AND d.other_workshop_id = b.other_workshop_id
    GROUP BY a.workshop_id, b.other_workshop_id
)
SELECT workshop_id, other_workshop_id, CAST(1 AS BIGINT) AS steps, says FROM direct
UNION ALL
SELECT workshop_id, other_workshop_id, CAST(2 AS BIGINT), says FROM over_a_third
