-- 暂缓公示的行。 Whose lines an open duplicate or contradiction holds back: one person's at a workshop, or all of it where it names nobody; nobody has let the workshop go for the month.
WITH let_go AS (
    SELECT DISTINCT f.workshop_id
    FROM link.facts AS f
    CROSS JOIN run.month AS m
    WHERE f.workshop_id IS NOT NULL AND f.code = 'put_up'
        AND coalesce(f.from_month <= m.month, TRUE) AND coalesce(f.to_month >= m.month, TRUE)
        AND lower(trim(coalesce(f.value, ''))) NOT IN ('否', 'no', '0', 'false', '未', '无')
)
SELECT DISTINCT a.workshop_id, a.person_key, a.scheme
FROM publish.alerts AS a
ANTI JOIN let_go AS g ON g.workshop_id = a.workshop_id
WHERE a.workshop_id IS NOT NULL AND a.level IN ('duplicate', 'contradiction') AND a.state IN ('new', 'known', 'reopened')
