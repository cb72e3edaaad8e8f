-- 退出观察。 How long a workshop's streak or stop is under an exit rule, and what the last month says.
WITH watched AS (
    SELECT workshop_id, asked, low AS streak, needed, last_below, last_unknown, stopped
    FROM rules.exits
    UNION ALL
    SELECT q.workshop_id, q.asked, 0 AS streak, 0 AS needed, FALSE AS last_below, FALSE AS last_unknown, s.stopped
    FROM rules.questions AS q
    INNER JOIN policy.asked AS a ON a.asked = q.asked
    INNER JOIN rules.shops AS s ON s.workshop_id = q.workshop_id
    WHERE a.form = 'finding' AND a.family = 'exit'
)
SELECT
    w.workshop_id,
    a.rule,
    m.month,
    w.streak,
    w.needed,
    w.last_below,
    w.last_unknown,
    w.stopped
FROM watched AS w
INNER JOIN policy.asked AS a ON a.asked = w.asked
CROSS JOIN run.month AS m
