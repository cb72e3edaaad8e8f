-- 身份条件。 Whether the person is of a group that counts in a month that the unit's work or claim touches.
WITH units AS (
    SELECT
        u.unit,
        u.has_live,
        a.asked,
        a.clause,
        a.test,
        a.groups | CASE WHEN a.undelivered THEN 8 ELSE 0 END AS groups,
        a.review_groups,
        -- Without a month of work the months of the claim themselves are looked at.
        CASE
            WHEN g.per = 'person' AND s.ever_titled THEN s.ever_in_groups
            WHEN g.per <> 'person' AND s.maybe THEN s.worked_in_groups
            ELSE s.in_groups
        END AS in_groups,
        CASE
            WHEN g.per = 'person' AND s.ever_titled THEN s.ever_open_groups
            WHEN g.per <> 'person' AND s.maybe THEN s.worked_open_groups
            ELSE s.open_groups
        END AS open_groups
    FROM rules.grant_units AS u
    INNER JOIN policy.grants AS g USING (lane)
    INNER JOIN policy.grant_asked AS a ON a.lane = u.lane AND a.test = 'status'
    INNER JOIN rules.grant_spans AS s ON s.unit = u.unit
    WHERE NOT g.by_year AND (s.months > 0 OR (g.per = 'person' AND s.ever_maybe))
),

judged AS (
    SELECT
        u.*,
        CASE
            WHEN (in_groups & groups) <> 0 THEN 'met'
            WHEN (in_groups & review_groups) <> 0 THEN 'needs_person'
            WHEN (open_groups & groups) <> 0 THEN 'undetermined'
            ELSE 'not_met'
        END AS outcome
    FROM units AS u
),

left_out_first AS (
    SELECT
        j.unit,
        j.asked,
        o.clause,
        row_number() OVER (PARTITION BY j.unit, j.asked ORDER BY o.place) AS nth
    FROM judged AS j
    INNER JOIN policy.grant_left_out AS o ON o.asked = j.asked AND (j.in_groups & o.groups) <> 0
)

SELECT
    j.unit,
    -- A group that is left out fails by its own clause.
    coalesce(o.clause, j.clause) AS clause,
    j.test,
    j.outcome,
    CAST(NULL AS DOUBLE) AS low,
    CAST(NULL AS DOUBLE) AS high,
    CAST(NULL AS DOUBLE) AS threshold,
    CASE j.outcome
        WHEN 'met' THEN '所属月份身份符合'
        WHEN 'needs_person' THEN '身份只属于须由人核定的类别'
        WHEN 'undetermined' THEN '所属月份身份不能确定'
        ELSE '所属月份不属于计入的身份'
    END AS says
FROM judged AS j
LEFT JOIN left_out_first AS o
    ON o.unit = j.unit AND o.asked = j.asked AND o.nth = 1
