-- 已有结论的矛盾月份。 A month of a contradiction that somebody answered as nothing, or as an error of the data, and whose evidence still stands.
WITH asked AS (
    SELECT a.alert_id, a.answer, a.level, a.until_month, a.from_month, a.to_month, a.code, p.person, a.person_key, a.workshop_id,
        a.other_workshop_id, a.scheme
    FROM decisions.answers AS a
    LEFT JOIN link.persons AS p ON p.person_key = a.person_key
    WHERE a.answer IN ('not_confirmed', 'data_error') AND a.has_ground AND (a.person_key IS NULL OR p.person IS NOT NULL)
),
months AS (
    SELECT DISTINCT c.code, c.level, c.person, c.workshop_id, c.other_workshop_id, c.scheme, c.month
    FROM contradict.contradictions AS c
    JOIN asked AS a ON a.code = c.code AND text(a.person) = text(c.person) AND text(a.workshop_id) = text(c.workshop_id)
        AND text(a.other_workshop_id) = text(c.other_workshop_id) AND text(a.scheme) = text(c.scheme)
),
apart AS (
    SELECT m.*, CASE WHEN month_number(month) - lag(month_number(month)) OVER (
            PARTITION BY code, level, person, workshop_id, other_workshop_id, scheme ORDER BY month
        ) > 1 THEN 1 ELSE 0 END AS is_apart
    FROM months AS m
),
numbered AS (
    SELECT a.*, CAST(sum(is_apart) OVER (
            PARTITION BY code, level, person, workshop_id, other_workshop_id, scheme ORDER BY month
            ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        ) AS BIGINT) AS run
    FROM apart AS a
),
runs AS (
    SELECT code, level, person, workshop_id, other_workshop_id, scheme, run, min(month) AS first_month, max(month) AS last_month
    FROM numbered
    GROUP BY code, level, person, workshop_id, other_workshop_id, scheme, run
),
-- The answered alert is the run that it touches; at another level the one that has rows of it.
answered AS (
    SELECT a.alert_id, a.answer, a.to_month, a.until_month, r.*,
        row_number() OVER (
            PARTITION BY a.alert_id ORDER BY CASE WHEN r.level = a.level THEN 0 ELSE 1 END, r.first_month
        ) AS nth
    FROM asked AS a
    JOIN runs AS r ON r.code = a.code AND text(r.person) = text(a.person) AND text(r.workshop_id) = text(a.workshop_id)
        AND text(r.other_workshop_id) = text(a.other_workshop_id) AND text(r.scheme) = text(a.scheme)
    WHERE month_number(r.first_month) <= month_number(a.to_month) + CASE WHEN r.level = a.level THEN 1 ELSE 0 END
        AND month_number(r.last_month) >= month_number(a.from_month) - CASE WHEN r.level = a.level THEN 1 ELSE 0 END
),
told AS (
    SELECT a.alert_id, a.to_month, a.until_month, e.row_ref, e.role, e.month, e.says,
        row_number() OVER (PARTITION BY a.alert_id, e.row_ref, e.role ORDER BY e.month, text(e.says)) AS nth
    FROM answered AS a
    JOIN contradict.contradiction_evidence AS e ON e.code = a.code AND e.level = a.level AND text(e.person) = text(a.person)
        AND text(e.workshop_id) = text(a.workshop_id) AND text(e.other_workshop_id) = text(a.other_workshop_id)
        AND text(e.scheme) = text(a.scheme) AND e.month BETWEEN a.first_month AND a.last_month
    WHERE a.nth = 1
),
now AS (
    SELECT alert_id, evidence_print(row_ref, role, says) AS print, count(*) AS rows,
        -- Of months that the answer speaks for already no row is new.
        count(*) FILTER (WHERE NOT coalesce(month > to_month AND month <= until_month, FALSE)) AS asking
    FROM told
    WHERE nth = 1
    GROUP BY alert_id, evidence_print(row_ref, role, says)
),
changed AS (
    SELECT n.alert_id
    FROM now AS n
    LEFT JOIN decisions.answer_rows AS w ON w.alert_id = n.alert_id AND w.print = n.print
    WHERE n.asking > coalesce(w.rows, 0)
    UNION
    SELECT w.alert_id
    FROM decisions.answer_rows AS w
    LEFT JOIN now AS n ON n.alert_id = w.alert_id AND n.print = w.print
    WHERE w.rows > coalesce(n.rows, 0)
)
SELECT DISTINCT a.code, a.level, a.person, a.workshop_id, a.other_workshop_id, a.scheme, n.month, a.answer
FROM answered AS a
ANTI JOIN changed AS c ON c.alert_id = a.alert_id
JOIN numbered AS n ON n.code = a.code AND n.level = a.level AND text(n.person) = text(a.person)
    AND text(n.workshop_id) = text(a.workshop_id) AND text(n.other_workshop_id) = text(a.other_workshop_id)
    AND text(n.scheme) = text(a.scheme) AND n.run = a.run
WHERE a.nth = 1
