-- 资料完整的县与月份。 A source, county and month of which not being there says something.
SELECT DISTINCT
    source,
    county AS area,
    month_number(month) AS number
FROM verify.coverage
WHERE state = 'full'
