-- 单位写法。 A distinct way in which rows name an employer; numbered in the order of the texts.
WITH employers AS (
    SELECT DISTINCT uscc, employer_name, unit_no
    FROM conform.placed
    WHERE uscc <> '' OR employer_name <> '' OR unit_no <> ''
)
SELECT
    CAST(row_number() OVER (ORDER BY uscc, employer_name, unit_no) AS BIGINT) AS employer,
    nullif(uscc, '') AS uscc,
    nullif(employer_name, '') AS employer_name,
    nullif(unit_no, '') AS unit_no
FROM employers
