-- 在岗条件。 Whether the unit has a verified month of work: its own, or any at the workshop.
WITH spans AS (
    SELECT
        u.unit,
        u.place,
        u.area,
        u.judged,
        a.clause,
        a.test,
        CASE WHEN a.one_month THEN s.ever_listed ELSE s.is_listed END AS is_listed,
        CASE WHEN a.one_month THEN s.ever_surely ELSE s.surely END AS surely,
        CASE WHEN a.one_month THEN s.ever_maybe ELSE s.maybe END AS maybe,
        CASE WHEN a.one_month THEN s.ever_only_declared ELSE s.only_declared END AS only_declared
    FROM rules.grant_units AS u
    INNER JOIN policy.grant_asked AS a ON a.lane = u.lane AND a.test = 'worked'
    LEFT JOIN rules.grant_spans AS s USING (unit)
),

judged AS (
    SELECT
        u.unit,
        u.clause,
        u.test,
        coalesce(u.surely, FALSE) AS surely,
        coalesce(u.is_listed AND u.maybe, FALSE) AS maybe,
        coalesce(u.is_listed, FALSE) AS is_listed,
        f.number IS NOT NULL AND t.place IS NOT NULL AS is_told,
        coalesce(s.is_inspected AND u.only_declared, FALSE) AS is_inspected
    FROM spans AS u
    LEFT JOIN rules.grant_shops AS s USING (place)
    LEFT JOIN rules.grant_full AS f
        ON f.source = 'hrss.rosters' AND f.area = u.area AND f.number = u.judged
    LEFT JOIN rules.grant_told AS t
        ON t.place = u.place AND t.number = u.judged
)

SELECT
    unit,
    clause,
    test,
    CASE
        WHEN surely THEN 'met'
        WHEN maybe AND is_inspected THEN 'needs_person'
        WHEN maybe THEN 'undetermined'
        WHEN is_listed OR is_told THEN 'not_met'
        ELSE 'undetermined'
    END AS outcome,
    CAST(NULL AS DOUBLE) AS low,
    CAST(NULL AS DOUBLE) AS high,
    CAST(NULL AS DOUBLE) AS threshold,
    CASE
        WHEN surely THEN '有核实的在岗月份'
        WHEN maybe THEN '在岗只有车间申报，其他系统不能印证'
        WHEN is_listed THEN '在岗记录与其他系统矛盾'
        WHEN is_told THEN '花名册上没有此人'
        ELSE '当月没有花名册'
    END AS says
FROM judged
