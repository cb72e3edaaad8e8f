-- 稳定运营。 A workshop's months with verified pay among so many that end with the ledger month, none before production began.
WITH asked AS (
    SELECT
        q.workshop_id,
        q.asked,
        a.months,
        a.stop_months,
        coalesce(s.opened_on, s.recognised_on) AS opened_on,
        s.stopped_on,
        s.resumed_on,
        m.month,
        m.number,
        m.last_day,
        first_day(month_at(m.number - a.months + 1)) AS from_day,
        first_day(month_at(m.number - a.months + 2)) AS opened_before
    FROM rules.questions AS q
    INNER JOIN policy.asked AS a ON a.asked = q.asked
    INNER JOIN rules.shops AS s ON s.workshop_id = q.workshop_id
    CROSS JOIN run.month AS m
    WHERE a.form = 'operating'
),
paid AS (
    SELECT
        a.workshop_id,
        a.asked,
        count(*) AS rosters,
        count(*) FILTER (WHERE p.is_sure) AS low,
        count(*) FILTER (WHERE p.is_possible) AS high
    FROM asked AS a
    INNER JOIN rules.pay_months AS p ON p.workshop_id = a.workshop_id
    WHERE p.number > a.number - a.months
    GROUP BY a.workshop_id, a.asked
),
measured AS (
    SELECT
        a.workshop_id,
        a.asked,
        a.months,
        a.month,
        coalesce(a.opened_on >= a.opened_before, FALSE) AS is_new,
        -- A stop within the time that lasted longer than the named rule allows.
        coalesce(
            a.stop_months IS NOT NULL
            AND a.stopped_on <= a.last_day
            AND (a.resumed_on IS NULL OR a.resumed_on >= a.from_day)
            AND CASE WHEN a.resumed_on >= a.stopped_on AND a.resumed_on <= a.last_day THEN a.resumed_on ELSE a.last_day END
                > day_or_end_later(a.stopped_on, a.stop_months),
            FALSE
        ) AS is_broken,
        coalesce(p.low, 0) AS low,
        coalesce(p.high, 0) + a.months - coalesce(p.rosters, 0) AS high
    FROM asked AS a
    LEFT JOIN paid AS p ON p.workshop_id = a.workshop_id AND p.asked = a.asked
)
SELECT
    workshop_id,
    asked,
    CASE
        WHEN is_new OR is_broken THEN 'not_met'
        WHEN low >= months THEN 'met'
        WHEN high < months THEN 'not_met'
        ELSE 'undetermined'
    END AS outcome,
    CAST(low AS DOUBLE) AS low,
    CAST(high AS DOUBLE) AS high,
    CAST(months AS DOUBLE) AS threshold,
    '截至' || month_zh(month) || '的 ' || text(months) || ' 个月中，' || range_zh(low, high) || ' 个月有核实的工资发放' AS says
FROM measured
