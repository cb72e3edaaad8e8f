-- 采用的行数。 How many rows a conformed table has, counted where they stand.
-- Written by `python -m etl.conform.write` from connectors/*/source.yaml.
SELECT 'assets.projects' AS source, count(*) AS used
FROM conform.projects
UNION ALL
SELECT 'business_registry.entities' AS source, count(*) AS used
FROM conform.entities
UNION ALL
SELECT 'business_registry.officers' AS source, count(*) AS used
FROM conform.officers
UNION ALL
SELECT 'civil_affairs.assistance' AS source, count(*) AS used
FROM conform.assistance
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
SELECT 'industry_lists.entities' AS source, count(*) AS used
FROM conform.listed_entities
UNION ALL
SELECT 'labour_inspection.cases' AS source, count(*) AS used
FROM conform.cases
UNION ALL
SELECT 'labour_inspection.ratings' AS source, count(*) AS used
FROM conform.ratings
UNION ALL
SELECT 'loans.contracts' AS source, count(*) AS used
FROM conform.loan_contracts
UNION ALL
SELECT 'monitoring.people' AS source, count(*) AS used
FROM conform.people
UNION ALL
SELECT 'outwork.spells' AS source, count(*) AS used
FROM conform.spells
UNION ALL
SELECT 'procedures.events' AS source, count(*) AS used
FROM conform.events
UNION ALL
SELECT 'resettlement.residents' AS source, count(*) AS used
FROM conform.residents
UNION ALL
SELECT 'social_insurance.contributions' AS source, count(*) AS used
FROM conform.contributions
UNION ALL
SELECT 'social_insurance.pensions' AS source, count(*) AS used
FROM conform.pensions
UNION ALL
SELECT 'unemployment.benefits' AS source, count(*) AS used
FROM conform.benefits
UNION ALL
SELECT 'unemployment.registrations' AS source, count(*) AS used
FROM conform.registrations
UNION ALL
SELECT 'vacancies.posts' AS source, count(*) AS used
FROM conform.posts
