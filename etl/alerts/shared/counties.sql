-- 数据所及的县。 A county that the data speak of, with the place of the policy that holds for it.
WITH counties AS (
    SELECT substr(area_code, 1, 6) AS county FROM conform.workshops
    UNION
    SELECT county FROM alerts.claims
    UNION
    SELECT county FROM verify.roster_verdicts
)
SELECT c.county, max(p.area) AS area
FROM counties AS c
JOIN policy.places AS p ON starts_with(c.county, p.area)
WHERE c.county <> ''
GROUP BY c.county
