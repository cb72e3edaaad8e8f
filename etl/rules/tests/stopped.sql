-- 停产。 Whether a workshop's stop of production has lasted as long as an exit rule says, by days.
WITH asked AS (
    SELECT
        q.workshop_id,
        q.asked,
        a.months AS needed,
        a.compare = 'more_than' AS is_more_than,
        s.stopped,
        s.state = 'stopped' AND s.stopped_on IS NULL AS is_undated,
        s.stopped_on,
        day_or_end_later(s.stopped_on, a.months) AS limit_on,
        CASE WHEN s.stopped THEN m.number - month_number(month_of(s.stopped_on)) ELSE 0 END AS months,
        m.month,
        m.last_day
    FROM rules.questions AS q
    INNER JOIN policy.asked AS a ON a.asked = q.asked
    INNER JOIN rules.shops AS s ON s.workshop_id = q.workshop_id
    CROSS JOIN run.month AS m
    WHERE a.form = 'stopped'
)
SELECT
    workshop_id,
    asked,
    CASE
        WHEN stopped AND (last_day > limit_on OR (last_day = limit_on AND NOT is_more_than)) THEN 'met'
        WHEN is_undated THEN 'undetermined'
        ELSE 'not_met'
    END AS outcome,
    months AS low,
    months AS high,
    needed,
    FALSE AS last_below,
    FALSE AS last_unknown,
    stopped OR is_undated AS stopped,
    CASE
        WHEN stopped
            THEN '停产日期 ' || text(stopped_on) || '，截至' || month_zh(month) || '末，退出标准为停产'
                || CASE WHEN is_more_than THEN '超过' ELSE '满' END || ' ' || text(needed) || ' 个月'
        WHEN is_undated
            THEN '状态为停产而没有停产日期，退出标准为停产' || CASE WHEN is_more_than THEN '超过' ELSE '满' END || ' '
                || text(needed) || ' 个月'
        ELSE month_zh(month) || '末没有停产'
    END AS says
FROM asked
