-- 称号条件。 Whether the workshop held its title in a month of the unit that counts; person-years ask it with their months.
WITH asking AS (
    SELECT
        u.unit,
        u.place,
        g.title_clause AS clause,
        g.period <> 'trained' AND coalesce(bool_or(a.one_month), FALSE) AS is_wide
    FROM rules.grant_units AS u
    INNER JOIN policy.grants AS g USING (lane)
    LEFT JOIN policy.grant_asked AS a ON a.lane = u.lane AND a.test = 'worked'
    WHERE g.title_clause IS NOT NULL AND NOT g.by_year AND u.place IS NOT NULL
    GROUP BY u.unit, u.place, g.title_clause, g.period
),

seen AS (
    SELECT
        a.unit,
        a.clause,
        a.is_wide AND coalesce(bool_or(m.maybe), FALSE) AS by_work,
        coalesce(bool_or(m.surely), FALSE) AS worked,
        coalesce(bool_or(m.surely AND m.sure_title), FALSE) AS surely,
        coalesce(bool_or(m.maybe AND m.sure_title), FALSE) AS maybe,
        coalesce(bool_or(m.maybe AND m.some_title), FALSE) AS perhaps,
        coalesce(bool_or(m.is_inside AND m.sure_title), FALSE) AS inside,
        coalesce(bool_or(m.is_inside AND m.some_title), FALSE) AS inside_perhaps
    FROM asking AS a
    INNER JOIN rules.grant_months AS m ON m.unit = a.unit
    GROUP BY a.unit, a.clause, a.is_wide
),

judged AS (
    SELECT
        unit,
        clause,
        CASE
            WHEN by_work AND (surely OR (maybe AND NOT worked)) THEN 'met'
            WHEN by_work AND maybe THEN 'undetermined'
            WHEN by_work AND perhaps THEN 'needs_person'
            WHEN by_work THEN 'not_met'
            WHEN inside THEN 'met'
            WHEN inside_perhaps THEN 'needs_person'
            ELSE 'not_met'
        END AS outcome
    FROM seen
)

SELECT
    unit,
    clause,
    'title' AS test,
    outcome,
    CAST(NULL AS DOUBLE) AS low,
    CAST(NULL AS DOUBLE) AS high,
    CAST(NULL AS DOUBLE) AS threshold,
    CASE outcome
        WHEN 'met' THEN '计入的月份车间持有称号'
        WHEN 'needs_person' THEN '须由人核实：车间当月是否持有称号（认定日期或状态日期缺失）'
        WHEN 'undetermined' THEN '持有称号的月份里，在岗不能确定'
        ELSE '所属月份车间没有就业帮扶车间称号'
    END AS says
FROM judged
