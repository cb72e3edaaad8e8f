-- 服务结果。 What was recorded of a subject, the latest with the greatest number: reached, placed or declined, of which kind, on which day, in which month.
WITH said AS (
    SELECT s.subject, s.answer, s.number, s.value AS kind, TRY_CAST(s."on" AS DATE) AS done_on, s.from_month
    FROM decisions.spoken AS s
    WHERE s.kind = 'outreach' AND s.subject IS NOT NULL
)
SELECT subject, kind, number, answer, done_on, coalesce(month_number(from_month), number_of(done_on)) AS said_number
FROM said
