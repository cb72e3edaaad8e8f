-- 各来源每月行数。 A source, county and month with the rows that speak of it; contributions are counted for the whole source.
WITH registers AS (
    SELECT
        'monitoring.people' AS source, substr(village_code, 1, 6) AS county,
        holds_from(is_first, known_from) AS first_number, holds_to(known_to) AS last_number
    FROM conform.people
    UNION ALL
    SELECT
        'hrss.workshops' AS source, substr(area_code, 1, 6) AS county,
        holds_from(is_first, known_from) AS first_number, holds_to(known_to) AS last_number
    FROM conform.workshops
    UNION ALL
    SELECT
        'business_registry.entities' AS source, coalesce(county, '') AS county,
        holds_from(is_first, known_from) AS first_number, holds_to(known_to) AS last_number
    FROM conform.entities
    UNION ALL
    SELECT
        'business_registry.officers' AS source, coalesce(county, '') AS county,
        holds_from(is_first, known_from) AS first_number, holds_to(known_to) AS last_number
    FROM conform.officers
),
payments AS (
    SELECT 'hrss.subsidies' AS source, form, county, from_month, to_month FROM conform.subsidies
    UNION ALL
    SELECT 'county_finance.disbursements' AS source, form, county, from_month, to_month FROM conform.disbursements
),
spans AS (
    SELECT source, county, first_number, last_number, count(*) AS rows
    FROM (
        SELECT source, county, first_number, last_number FROM registers
        UNION ALL SELECT source, county, first_number, last_number FROM verify.spells
        UNION ALL SELECT 'social_insurance.pensions' AS source, county, first_number, last_number FROM verify.pensions
        UNION ALL
        SELECT
            p.source, coalesce(p.county, w.home, '') AS county,
            month_number(p.from_month) AS first_number, month_number(p.to_month) AS last_number
        FROM payments AS p
        LEFT JOIN verify.who AS w ON w.form = p.form
    ) AS every
    GROUP BY source, county, first_number, last_number
)
SELECT s.source, s.county, m.month, CAST(sum(s.rows) AS BIGINT) AS rows
FROM spans AS s
JOIN verify.months AS m
    ON m.number >= coalesce(s.first_number, m.number) AND m.number <= coalesce(s.last_number, m.number)
GROUP BY s.source, s.county, m.month
UNION ALL
SELECT 'hrss.rosters' AS source, county, month, count(*) AS rows
FROM verify.rosters
GROUP BY county, month
UNION ALL
SELECT 'social_insurance.contributions' AS source, CAST(NULL AS VARCHAR) AS county, month, rows
FROM verify.contribution_months
