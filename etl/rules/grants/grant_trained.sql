-- 培训条件。 Whether a training record stands behind the claim, and its days where they are asked.
WITH judged AS (
    SELECT
        u.unit,
        a.clause,
        a.test,
        t.days,
        t.unit IS NOT NULL AS is_recorded,
        CASE
            WHEN t.unit IS NOT NULL AND (t.days IS NOT NULL OR NOT a.days_known) THEN 'met'
            WHEN t.unit IS NOT NULL THEN 'undetermined'
            WHEN f.number IS NOT NULL THEN 'not_met'
            ELSE 'undetermined'
        END AS outcome
    FROM rules.grant_units AS u
    INNER JOIN policy.grant_asked AS a ON a.lane = u.lane AND a.test = 'trained'
    LEFT JOIN rules.grant_trainings AS t USING (unit)
    LEFT JOIN rules.grant_full AS f
        ON f.source = 'hrss.training' AND f.area = u.area AND f.number = u.judged
)

SELECT
    unit,
    clause,
    test,
    outcome,
    CAST(days AS DOUBLE) AS low,
    CAST(days AS DOUBLE) AS high,
    CAST(NULL AS DOUBLE) AS threshold,
    CASE WHEN is_recorded THEN '有实名制培训记录 ' || known(days) || ' 天' ELSE '没有查到实名制培训记录' END AS says
FROM judged
