-- 服务结果。 What was last recorded of a subject: reached, placed or declined, on which day, and in which month.
WITH said AS (
    SELECT s.subject, s.answer, s.number, TRY_CAST(s."on" AS DATE) AS done_on, s.from_month
    FROM decisions.spoken AS s
    WHERE s.kind = 'outreach' AND s.subject IS NOT NULL
),
numbered AS (
    SELECT s.*, row_number() OVER (PARTITION BY s.subject ORDER BY s.number DESC) AS nth FROM said AS s
)
SELECT subject, answer, done_on, coalesce(month_number(from_month), number_of(done_on)) AS said_number
FROM numbered
WHERE nth = 1
