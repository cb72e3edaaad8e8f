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
    UNION ALL
    SELECT
        'resettlement.residents' AS source, coalesce(county, '') AS county,
        holds_from(is_first, known_from) AS first_number, holds_to(known_to) AS last_number
    FROM conform.residents
),
-- Rows of further systems in force; a row without a place lies where its person does.
others AS (
    SELECT
        'civil_affairs.assistance' AS source, form, county,
        month_number(from_month) AS first_number, month_number(to_month) AS last_number
    FROM conform.assistance
    UNION ALL
    SELECT 'unemployment.benefits' AS source, form, county, month_number(from_month) AS first_number, month_number(to_month) AS last_number
    FROM conform.benefits
    UNION ALL
    SELECT 'unemployment.registrations' AS source, form, county, number_of(started_on) AS first_number, number_of(ended_on) AS last_number
    FROM conform.registrations
    UNION ALL
    SELECT 'loans.contracts' AS source, form, county, number_of(from_on) AS first_number, number_of(coalesce(closed_on, to_on)) AS last_number
    FROM conform.loan_contracts
    UNION ALL
    SELECT
        'labour_inspection.cases' AS source, CAST(NULL AS BIGINT) AS form, county,
        number_of(filed_on) AS first_number, number_of(closed_on) AS last_number
    FROM conform.cases
    UNION ALL
    SELECT
        'labour_inspection.ratings' AS source, CAST(NULL AS BIGINT) AS form, county,
        month_number(year * 100 + 1) AS first_number, month_number(year * 100 + 12) AS last_number
    FROM conform.ratings
    UNION ALL
    SELECT
        'industry_lists.entities' AS source, CAST(NULL AS BIGINT) AS form, county,
        number_of(listed_on) AS first_number, number_of(listed_until) AS last_number
    FROM conform.listed_entities
    UNION ALL
    SELECT
        'vacancies.posts' AS source, CAST(NULL AS BIGINT) AS form, county,
        number_of(posted_on) AS first_number, number_of(until_on) AS last_number
    FROM conform.posts
    UNION ALL
    SELECT
        'assets.projects' AS source, CAST(NULL AS BIGINT) AS form, county,
        number_of(completed_on) AS first_number, CAST(NULL AS BIGINT) AS last_number
    FROM conform.projects
),
register_homes AS (
    SELECT person_id, max(county) AS home FROM conform.people GROUP BY person_id
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
        UNION ALL
        SELECT o.source, coalesce(o.county, w.home, '') AS county, o.first_number, o.last_number
        FROM others AS o
        LEFT JOIN verify.who AS w ON w.form = o.form
        UNION ALL
        SELECT
            'outwork.spells' AS source, coalesce(h.home, w.home, '') AS county,
            month_number(s.from_month) AS first_number, month_number(s.to_month) AS last_number
        FROM conform.spells AS s
        LEFT JOIN register_homes AS h ON h.person_id = s.person_id
        LEFT JOIN verify.who AS w ON w.form = s.form
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
