-- 有效记录逐月。 A month of a claim or payment that counts, with its even share of the amount.
WITH spans AS (
    SELECT DISTINCT span FROM alerts.live
),
earliest AS (
    SELECT min(number) AS number FROM run.calendar
),
steps AS (
    SELECT s.span, c.number - e.number AS step
    FROM spans AS s
    CROSS JOIN earliest AS e
    JOIN run.calendar AS c ON c.number - e.number < s.span
)
SELECT l.*, month_at(month_number(l.from_month) + s.step) AS month, CAST(l.amount / l.span AS DECIMAL(18, 2)) AS share
FROM alerts.live AS l
JOIN steps AS s ON s.span = l.span
