-- 台账月对车间适用的条款。 A rule cited of a workshop: what it asks, or what comes of it where nothing is measured.
WITH areas AS (
    SELECT DISTINCT area
    FROM rules.shops
),
held AS (
    SELECT a.area AS shop_area, t.*
    FROM areas AS a
    INNER JOIN policy.standing AS t ON starts_with(a.area, t.area)
    WHERE NOT EXISTS (
        SELECT n.area FROM policy.not_in AS n WHERE n.standing = t.standing AND starts_with(a.area, n.area)
    )
),
met AS (
    SELECT
        s.workshop_id,
        h.standing,
        h.asked,
        h.outcome,
        h.says,
        CASE h.family
            WHEN 'recognition' THEN s.state IN ('applied', 'active', 'stopped')
            ELSE s.state IN ('active', 'stopped')
        END AND (NOT h.asks_kind OR k.asked IS NOT NULL) AND (NOT h.asks_state OR t.asked IS NOT NULL) AS is_judged
    FROM rules.shops AS s
    INNER JOIN held AS h ON h.shop_area = s.area
    LEFT JOIN policy.asked_code AS k ON k.asked = h.asked AND k.list = 'kind' AND k.code = s.kind
    LEFT JOIN policy.asked_code AS t ON t.asked = h.asked AND t.list = 'state' AND t.code = s.state
)
SELECT
    workshop_id,
    standing,
    CASE WHEN is_judged THEN asked END AS asked,
    CASE WHEN outcome IS NULL AND NOT is_judged THEN 'not_applicable' ELSE outcome END AS outcome,
    CASE WHEN outcome IS NULL AND NOT is_judged THEN '按车间的状态或类型，不适用这一条' ELSE says END AS says
FROM met
