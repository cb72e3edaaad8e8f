-- 就业矛盾。 A month on a roster that another system contradicts, or that is for review or only told; `note`: a month beside it that waits.
WITH waiting AS (
    -- The edge months that touch a month that is surely so: of them nobody can tell before the next month's data.
    SELECT s.person, s.workshop_id, s.month, min(e.month) AS first_edge, max(e.month) AS last_edge
    FROM contradict.insured_months AS s
    JOIN contradict.insured_months AS e
        ON e.person = s.person AND e.workshop_id = s.workshop_id AND month_number(e.month) BETWEEN month_number(s.month) - 1 AND month_number(s.month) + 1
    WHERE s.is_sure AND e.is_edge
    GROUP BY s.person, s.workshop_id, s.month
),
found AS (
    SELECT DISTINCT code, level, person, workshop_id, other_workshop_id, scheme, month FROM contradict.found
)
SELECT f.code, f.level, f.person, f.workshop_id, f.other_workshop_id, f.scheme, f.month,
    CASE WHEN w.person IS NOT NULL THEN '该单位' || month_zh(w.first_edge) || CASE WHEN w.last_edge > w.first_edge THEN '、' || month_zh(w.last_edge) ELSE '' END
    || '也为其缴费，但前后月份不全，待下月数据核对，暂不计入。' END AS note
FROM found AS f
LEFT JOIN waiting AS w
    ON f.code = 'insured_elsewhere' AND f.level = 'contradiction' AND w.person = f.person AND w.workshop_id = f.workshop_id AND w.month = f.month
