-- 补贴判断所及的县。 A county of a workshop or of a payment.
SELECT substr(area_code, 1, 6) AS area
FROM conform.workshops
WHERE area_code IS NOT NULL
UNION
SELECT county AS area
FROM verify.benefits
WHERE county IS NOT NULL
