-- 采用的行数。 How many rows a conformed table has, counted where they stand.
-- Written by `python -m etl.conform.write` from connectors/*/source.yaml.
SELECT 'business_registry.entities' AS source, count(*) AS used
FROM conform.entities
UNION ALL
SELECT 'business_registry.officers' AS source, count(*) AS used
FROM conform.officers
UNION ALL
SELECT 'county_finance.disbursements' AS source, count(*) AS used
FROM conform.disbursements
UNION ALL
SELECT 'hrss.workshops' AS source, count(*) AS used
FROM conform.workshops
UNION ALL
SELECT 'hrss.rosters' AS source, count(*) AS used
FROM conform.rosters
UNION ALL
SELECT 'hrss.employment' AS source, count(*) AS used
FROM conform.employment
UNION ALL
SELECT 'hrss.contracts' AS source, count(*) AS used
FROM conform.contracts
UNION ALL
SELECT 'hrss.public_posts' AS source, count(*) AS used
FROM conform.public_posts
UNION ALL
SELECT 'hrss.training' AS source, count(*) AS used
FROM conform.training
UNION ALL
SELECT 'hrss.subsidies' AS source, count(*) AS used
FROM conform.subsidies
UNION ALL
SELECT 'monitoring.people' AS source, count(*) AS used
FROM conform.people
UNION ALL
SELECT 'procedures.events' AS source, count(*) AS used
FROM conform.events
UNION ALL
SELECT 'social_insurance.contributions' AS source, count(*) AS used
FROM conform.contributions
UNION ALL
SELECT 'social_insurance.pensions' AS source, count(*) AS used
FROM conform.pensions
