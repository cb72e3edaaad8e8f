-- 有缺失或读不出的行。 A row with a value that is missing or could not be read, with all that it said.
-- Written by `python -m etl.conform.write` from connectors/*/source.yaml.
SELECT 'assets.projects' AS source, pull, row_number, missing, unread, texts, CAST(NULL AS DECIMAL(18, 2)) AS amount
FROM conform.projects_read
WHERE (missing | unread) <> 0
UNION ALL
SELECT 'business_registry.entities' AS source, pull, row_number, missing, unread, texts, CAST(NULL AS DECIMAL(18, 2)) AS amount
FROM conform.entities_read
WHERE (missing | unread) <> 0
UNION ALL
SELECT 'business_registry.officers' AS source, pull, row_number, missing, unread, texts, CAST(NULL AS DECIMAL(18, 2)) AS amount
FROM conform.officers_read
WHERE (missing | unread) <> 0
UNION ALL
SELECT 'civil_affairs.assistance' AS source, pull, row_number, missing, unread, texts, CAST(NULL AS DECIMAL(18, 2)) AS amount
FROM conform.assistance_read
WHERE (missing | unread) <> 0
UNION ALL
SELECT 'county_finance.disbursements' AS source, pull, row_number, missing, unread, texts, amount
FROM conform.disbursements_read
WHERE (missing | unread) <> 0
UNION ALL
SELECT 'hrss.workshops' AS source, pull, row_number, missing, unread, texts, CAST(NULL AS DECIMAL(18, 2)) AS amount
FROM conform.workshops_read
WHERE (missing | unread) <> 0
UNION ALL
SELECT 'hrss.rosters' AS source, pull, row_number, missing, unread, texts, CAST(NULL AS DECIMAL(18, 2)) AS amount
FROM conform.rosters_read
WHERE (missing | unread) <> 0
UNION ALL
SELECT 'hrss.employment' AS source, pull, row_number, missing, unread, texts, CAST(NULL AS DECIMAL(18, 2)) AS amount
FROM conform.employment_read
WHERE (missing | unread) <> 0
UNION ALL
SELECT 'hrss.contracts' AS source, pull, row_number, missing, unread, texts, CAST(NULL AS DECIMAL(18, 2)) AS amount
FROM conform.contracts_read
WHERE (missing | unread) <> 0
UNION ALL
SELECT 'hrss.public_posts' AS source, pull, row_number, missing, unread, texts, CAST(NULL AS DECIMAL(18, 2)) AS amount
FROM conform.public_posts_read
WHERE (missing | unread) <> 0
UNION ALL
SELECT 'hrss.training' AS source, pull, row_number, missing, unread, texts, CAST(NULL AS DECIMAL(18, 2)) AS amount
FROM conform.training_read
WHERE (missing | unread) <> 0
UNION ALL
SELECT 'hrss.subsidies' AS source, pull, row_number, missing, unread, texts, amount
FROM conform.subsidies_read
WHERE (missing | unread) <> 0
UNION ALL
SELECT 'industry_lists.entities' AS source, pull, row_number, missing, unread, texts, CAST(NULL AS DECIMAL(18, 2)) AS amount
FROM conform.listed_entities_read
WHERE (missing | unread) <> 0
UNION ALL
SELECT 'labour_inspection.cases' AS source, pull, row_number, missing, unread, texts, amount
FROM conform.cases_read
WHERE (missing | unread) <> 0
UNION ALL
SELECT 'labour_inspection.ratings' AS source, pull, row_number, missing, unread, texts, CAST(NULL AS DECIMAL(18, 2)) AS amount
FROM conform.ratings_read
WHERE (missing | unread) <> 0
UNION ALL
SELECT 'loans.contracts' AS source, pull, row_number, missing, unread, texts, CAST(NULL AS DECIMAL(18, 2)) AS amount
FROM conform.loan_contracts_read
WHERE (missing | unread) <> 0
UNION ALL
SELECT 'monitoring.people' AS source, pull, row_number, missing, unread, texts, CAST(NULL AS DECIMAL(18, 2)) AS amount
FROM conform.people_read
WHERE (missing | unread) <> 0
UNION ALL
SELECT 'outwork.spells' AS source, pull, row_number, missing, unread, texts, CAST(NULL AS DECIMAL(18, 2)) AS amount
FROM conform.spells_read
WHERE (missing | unread) <> 0
UNION ALL
SELECT 'procedures.events' AS source, pull, row_number, missing, unread, texts, CAST(NULL AS DECIMAL(18, 2)) AS amount
FROM conform.events_read
WHERE (missing | unread) <> 0
UNION ALL
SELECT 'resettlement.residents' AS source, pull, row_number, missing, unread, texts, CAST(NULL AS DECIMAL(18, 2)) AS amount
FROM conform.residents_read
WHERE (missing | unread) <> 0
UNION ALL
SELECT 'social_insurance.contributions' AS source, pull, row_number, missing, unread, texts, CAST(NULL AS DECIMAL(18, 2)) AS amount
FROM conform.contributions_read
WHERE (missing | unread) <> 0
UNION ALL
SELECT 'social_insurance.pensions' AS source, pull, row_number, missing, unread, texts, CAST(NULL AS DECIMAL(18, 2)) AS amount
FROM conform.pensions_read
WHERE (missing | unread) <> 0
UNION ALL
SELECT 'unemployment.benefits' AS source, pull, row_number, missing, unread, texts, amount
FROM conform.benefits_read
WHERE (missing | unread) <> 0
UNION ALL
SELECT 'unemployment.registrations' AS source, pull, row_number, missing, unread, texts, CAST(NULL AS DECIMAL(18, 2)) AS amount
FROM conform.registrations_read
WHERE (missing | unread) <> 0
UNION ALL
SELECT 'vacancies.posts' AS source, pull, row_number, missing, unread, texts, CAST(NULL AS DECIMAL(18, 2)) AS amount
FROM conform.posts_read
WHERE (missing | unread) <> 0
