-- 两车间的共同之处。 A kind of thing that two workshops have in common (the smaller number first), how many, and how strongly it ties.
WITH pairs AS (
    SELECT a.workshop_id, b.workshop_id AS other_workshop_id, a.kind, a.thing
    FROM alerts.ends AS a
    JOIN alerts.ends AS b ON b.kind = a.kind AND b.thing = a.thing AND a.workshop_id < b.workshop_id
    -- One person's own account at both says no more than that the person worked at both.
    WHERE coalesce(a.least <> a.most OR b.least <> b.most OR a.least <> b.least, TRUE)
)
SELECT
    workshop_id, other_workshop_id, kind, count(DISTINCT thing) AS things,
    CASE kind WHEN 'uscc' THEN 0 WHEN 'manager' THEN 1 WHEN 'officer' THEN 2 WHEN 'account' THEN 3 WHEN 'phone' THEN 4 WHEN 'address' THEN 5 ELSE 6 END AS rank,
    CASE kind
        WHEN 'uscc' THEN '统一社会信用代码相同'
        WHEN 'manager' THEN '负责人为同一人'
        WHEN 'officer' THEN '登记人员中有同一人'
        WHEN 'account' THEN '不同人员使用同一银行账号'
        WHEN 'phone' THEN '不同人员使用同一电话'
        WHEN 'address' THEN '地址相同'
        ELSE '先后用过同一批人'
    END AS says
FROM pairs
GROUP BY workshop_id, other_workshop_id, kind
-- One who moved says nothing.
HAVING kind <> 'worker' OR count(DISTINCT thing) >= 5
