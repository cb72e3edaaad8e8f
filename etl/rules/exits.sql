-- 按数据应退出的情形与人工事实。 An exit rule on a workshop by the data, with what people recorded about it.
WITH measured AS (
    SELECT workshop_id, asked, outcome, low, high, needed, last_below, last_unknown, stopped, says
    FROM rules.below
    UNION ALL
    SELECT workshop_id, asked, outcome, low, high, needed, last_below, last_unknown, stopped, says
    FROM rules.stopped
),
facts AS (
    SELECT
        d.workshop_id,
        d.asked,
        bool_or(
            n.effect = 'relaxes' AND coalesce(f.holds, FALSE)
            -- What is no month bounds nothing.
            AND coalesce(f.until_month < 190001 OR f.until_month >= m.month, TRUE)
        ) AS is_relaxed,
        bool_or(n.effect = 'confirms' AND coalesce(f.is_denied, FALSE)) AS is_denied,
        bool_or(n.effect = 'confirms' AND f.code IS NULL) AS is_missing
    FROM measured AS d
    INNER JOIN policy.asked_fact AS n ON n.asked = d.asked
    CROSS JOIN run.month AS m
    LEFT JOIN rules.shop_facts AS f ON f.workshop_id = d.workshop_id AND f.code = n.fact
    GROUP BY d.workshop_id, d.asked
),
judged AS (
    SELECT
        d.*,
        a.waits_for,
        CASE
            WHEN s.seasonal AND a.seasonal = 'outside' THEN 'outside'
            WHEN coalesce(f.is_relaxed, FALSE) AND d.outcome <> 'not_met' THEN 'relaxed'
            WHEN d.outcome = 'met' AND coalesce(f.is_denied, FALSE) THEN 'denied'
            WHEN s.seasonal AND d.outcome IN ('met', 'undetermined') THEN 'seasonal'
            WHEN d.outcome = 'met' AND (a.words IS NOT NULL OR coalesce(f.is_missing, FALSE)) THEN 'waits'
            ELSE 'data'
        END AS decided_by
    FROM measured AS d
    INNER JOIN policy.asked AS a ON a.asked = d.asked
    INNER JOIN rules.shops AS s ON s.workshop_id = d.workshop_id
    LEFT JOIN facts AS f ON f.workshop_id = d.workshop_id AND f.asked = d.asked
)
SELECT
    workshop_id,
    asked,
    CASE
        WHEN decided_by IN ('outside', 'relaxed', 'denied') THEN 'not_met'
        WHEN decided_by IN ('seasonal', 'waits') THEN 'needs_person'
        ELSE outcome
    END AS outcome,
    low,
    high,
    needed,
    last_below,
    last_unknown,
    stopped,
    says || CASE decided_by
        WHEN 'outside' THEN '；季节性生产，不适用'
        WHEN 'relaxed' THEN '；已按规定放宽'
        WHEN 'denied' THEN '；记录的事实不成立'
        WHEN 'seasonal' THEN '；季节性生产，由人核定'
        WHEN 'waits' THEN '；须由人核实：' || waits_for
        ELSE ''
    END AS says
FROM judged
