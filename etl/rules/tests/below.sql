-- 连续不达标。 How many months in a row a workshop has been below the standards that an exit rule names.
WITH asked AS (
    SELECT
        q.workshop_id,
        q.asked,
        a.months AS needed,
        a.look_back,
        a.seasonal = 'season_only' AND s.seasonal AS in_season_only,
        s.stopped,
        greatest(
            coalesce(month_number(month_of(s.recognised_on)), -1),
            CASE WHEN s.was_resumed THEN month_number(month_of(s.resumed_on)) ELSE -1 END
        ) AS after_number,
        CASE WHEN s.stopped THEN month_number(month_of(s.stopped_on)) END AS before_number
    FROM rules.questions AS q
    INNER JOIN policy.asked AS a ON a.asked = q.asked
    INNER JOIN rules.shops AS s ON s.workshop_id = q.workshop_id
    WHERE a.form = 'below'
),
seasonal AS (
    SELECT DISTINCT workshop_id
    FROM rules.seasons
),
-- Months that a streak counts: after recognition or resumption, before a stop, in season where one is recorded.
months AS (
    SELECT
        a.workshop_id,
        a.asked,
        coalesce(d.state, 1) AS state,
        coalesce(d.state_if_registered, 1) AS state_if_registered,
        row_number() OVER (PARTITION BY a.asked, a.workshop_id ORDER BY k.number DESC) - 1 AS place
    FROM asked AS a
    CROSS JOIN run.month AS m
    INNER JOIN run.calendar AS k
        ON k.number > m.number - a.look_back AND k.number <= m.number
        AND k.number > a.after_number AND k.number < coalesce(a.before_number, k.number + 1)
    LEFT JOIN seasonal AS r ON r.workshop_id = a.workshop_id
    LEFT JOIN rules.seasons AS e ON e.workshop_id = a.workshop_id AND e.season_month = k.month % 100
    LEFT JOIN rules.standard_months AS d
        ON d.asked = a.asked AND d.workshop_id = a.workshop_id AND d.month = k.month
    WHERE NOT a.in_season_only OR r.workshop_id IS NULL OR e.workshop_id IS NOT NULL
),
runs AS (
    SELECT
        workshop_id,
        asked,
        coalesce(min(place) FILTER (WHERE state <> 0), count(*)) AS low,
        coalesce(min(place) FILTER (WHERE state = 2), count(*)) AS high,
        coalesce(min(place) FILTER (WHERE state_if_registered <> 0), count(*)) AS if_registered,
        max(state) FILTER (WHERE place = 0) AS last_state
    FROM months
    GROUP BY workshop_id, asked
),
measured AS (
    SELECT
        a.workshop_id,
        a.asked,
        a.needed,
        a.stopped,
        coalesce(r.low, 0) AS low,
        coalesce(r.high, 0) AS high,
        coalesce(r.if_registered, 0) AS if_registered,
        r.last_state
    FROM asked AS a
    LEFT JOIN runs AS r ON r.workshop_id = a.workshop_id AND r.asked = a.asked
)
SELECT
    d.workshop_id,
    d.asked,
    CASE
        WHEN d.low >= d.needed AND d.if_registered < d.needed THEN 'needs_person'
        WHEN d.low >= d.needed THEN 'met'
        WHEN d.high < d.needed THEN 'not_met'
        ELSE 'undetermined'
    END AS outcome,
    d.low,
    d.high,
    d.needed,
    coalesce(d.last_state = 0, FALSE) AS last_below,
    coalesce(d.last_state = 1, FALSE) AS last_unknown,
    d.stopped,
    '截至' || month_zh(m.month) || '，连续低于认定标准 ' || range_zh(d.low, d.high) || ' 个月，退出标准 ' || text(d.needed)
        || ' 个月' AS says
FROM measured AS d
CROSS JOIN run.month AS m
