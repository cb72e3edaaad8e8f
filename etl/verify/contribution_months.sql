-- 每月缴费行数。 A month with the contributions of the whole source.
SELECT month, count(*) AS rows
FROM conform.contributions
GROUP BY month
