-- 已提取的行数。 What a pull of a table brought, by data time said, file and county: rows, newest change, rows corrected.
-- Written by `python -m etl.conform.write` from connectors/*/source.yaml.
-- Rows that name a person by the register's number lie where the register holds the person.
WITH homes AS (
    SELECT person_id, max(county_of(area)) AS home
    FROM conform.people_read
    WHERE person_id IS NOT NULL
    GROUP BY person_id
), counted AS (
    SELECT
        'assets.projects' AS source,
        pull,
        said,
        file,
        CASE WHEN file IS NOT NULL THEN county_of(area) END AS county,
        count(*) AS rows,
        max(CAST(NULL AS TIMESTAMP)) AS newest,
        count(*) FILTER (WHERE corrected) AS corrected
    FROM conform.projects_read
    GROUP BY 1, 2, 3, 4, 5
    UNION ALL
    SELECT
        'business_registry.entities' AS source,
        pull,
        said,
        file,
        CAST(NULL AS VARCHAR) AS county,
        count(*) AS rows,
        max(updated_at) AS newest,
        count(*) FILTER (WHERE corrected) AS corrected
    FROM conform.entities_read
    GROUP BY 1, 2, 3, 4, 5
    UNION ALL
    SELECT
        'business_registry.officers' AS source,
        pull,
        said,
        file,
        CAST(NULL AS VARCHAR) AS county,
        count(*) AS rows,
        max(updated_at) AS newest,
        count(*) FILTER (WHERE corrected) AS corrected
    FROM conform.officers_read
    GROUP BY 1, 2, 3, 4, 5
    UNION ALL
    SELECT
        'civil_affairs.assistance' AS source,
        pull,
        said,
        file,
        CASE WHEN file IS NOT NULL THEN county_of(area) END AS county,
        count(*) AS rows,
        max(CAST(NULL AS TIMESTAMP)) AS newest,
        count(*) FILTER (WHERE corrected) AS corrected
    FROM conform.assistance_read
    GROUP BY 1, 2, 3, 4, 5
    UNION ALL
    SELECT
        'county_finance.disbursements' AS source,
        pull,
        said,
        file,
        CAST(NULL AS VARCHAR) AS county,
        count(*) AS rows,
        max(CAST(NULL AS TIMESTAMP)) AS newest,
        count(*) FILTER (WHERE corrected) AS corrected
    FROM conform.disbursements_read
    GROUP BY 1, 2, 3, 4, 5
    UNION ALL
    SELECT
        'hrss.workshops' AS source,
        pull,
        said,
        file,
        CASE WHEN file IS NOT NULL THEN county_of(area) END AS county,
        count(*) AS rows,
        max(updated_at) AS newest,
        count(*) FILTER (WHERE corrected) AS corrected
    FROM conform.workshops_read
    GROUP BY 1, 2, 3, 4, 5
    UNION ALL
    SELECT
        'hrss.rosters' AS source,
        pull,
        said,
        file,
        CAST(NULL AS VARCHAR) AS county,
        count(*) AS rows,
        max(updated_at) AS newest,
        count(*) FILTER (WHERE corrected) AS corrected
    FROM conform.rosters_read
    GROUP BY 1, 2, 3, 4, 5
    UNION ALL
    SELECT
        'hrss.employment' AS source,
        pull,
        said,
        file,
        CAST(NULL AS VARCHAR) AS county,
        count(*) AS rows,
        max(updated_at) AS newest,
        count(*) FILTER (WHERE corrected) AS corrected
    FROM conform.employment_read
    GROUP BY 1, 2, 3, 4, 5
    UNION ALL
    SELECT
        'hrss.contracts' AS source,
        pull,
        said,
        file,
        CAST(NULL AS VARCHAR) AS county,
        count(*) AS rows,
        max(updated_at) AS newest,
        count(*) FILTER (WHERE corrected) AS corrected
    FROM conform.contracts_read
    GROUP BY 1, 2, 3, 4, 5
    UNION ALL
    SELECT
        'hrss.public_posts' AS source,
        pull,
        said,
        file,
        CASE WHEN file IS NOT NULL THEN county_of(area) END AS county,
        count(*) AS rows,
        max(updated_at) AS newest,
        count(*) FILTER (WHERE corrected) AS corrected
    FROM conform.public_posts_read
    GROUP BY 1, 2, 3, 4, 5
    UNION ALL
    SELECT
        'hrss.training' AS source,
        pull,
        said,
        file,
        CAST(NULL AS VARCHAR) AS county,
        count(*) AS rows,
        max(updated_at) AS newest,
        count(*) FILTER (WHERE corrected) AS corrected
    FROM conform.training_read
    GROUP BY 1, 2, 3, 4, 5
    UNION ALL
    SELECT
        'hrss.subsidies' AS source,
        pull,
        said,
        file,
        CAST(NULL AS VARCHAR) AS county,
        count(*) AS rows,
        max(updated_at) AS newest,
        count(*) FILTER (WHERE corrected) AS corrected
    FROM conform.subsidies_read
    GROUP BY 1, 2, 3, 4, 5
    UNION ALL
    SELECT
        'industry_lists.entities' AS source,
        pull,
        said,
        file,
        CASE WHEN file IS NOT NULL THEN county_of(area) END AS county,
        count(*) AS rows,
        max(CAST(NULL AS TIMESTAMP)) AS newest,
        count(*) FILTER (WHERE corrected) AS corrected
    FROM conform.listed_entities_read
    GROUP BY 1, 2, 3, 4, 5
    UNION ALL
    SELECT
        'labour_inspection.cases' AS source,
        pull,
        said,
        file,
        CAST(NULL AS VARCHAR) AS county,
        count(*) AS rows,
        max(updated_at) AS newest,
        count(*) FILTER (WHERE corrected) AS corrected
    FROM conform.cases_read
    GROUP BY 1, 2, 3, 4, 5
    UNION ALL
    SELECT
        'labour_inspection.ratings' AS source,
        pull,
        said,
        file,
        CAST(NULL AS VARCHAR) AS county,
        count(*) AS rows,
        max(updated_at) AS newest,
        count(*) FILTER (WHERE corrected) AS corrected
    FROM conform.ratings_read
    GROUP BY 1, 2, 3, 4, 5
    UNION ALL
    SELECT
        'loans.contracts' AS source,
        pull,
        said,
        file,
        CAST(NULL AS VARCHAR) AS county,
        count(*) AS rows,
        max(CAST(NULL AS TIMESTAMP)) AS newest,
        count(*) FILTER (WHERE corrected) AS corrected
    FROM conform.loan_contracts_read
    GROUP BY 1, 2, 3, 4, 5
    UNION ALL
    SELECT
        'monitoring.people' AS source,
        pull,
        said,
        file,
        CASE WHEN file IS NOT NULL THEN county_of(area) END AS county,
        count(*) AS rows,
        max(CAST(NULL AS TIMESTAMP)) AS newest,
        count(*) FILTER (WHERE corrected) AS corrected
    FROM conform.people_read
    GROUP BY 1, 2, 3, 4, 5
    UNION ALL
    SELECT
        'outwork.spells' AS source,
        pull,
        said,
        file,
        CASE WHEN file IS NOT NULL THEN home END AS county,
        count(*) AS rows,
        max(CAST(NULL AS TIMESTAMP)) AS newest,
        count(*) FILTER (WHERE corrected) AS corrected
    FROM conform.spells_read
    LEFT JOIN homes USING (person_id)
    GROUP BY 1, 2, 3, 4, 5
    UNION ALL
    SELECT
        'procedures.events' AS source,
        pull,
        said,
        file,
        CAST(NULL AS VARCHAR) AS county,
        count(*) AS rows,
        max(CAST(NULL AS TIMESTAMP)) AS newest,
        count(*) FILTER (WHERE corrected) AS corrected
    FROM conform.events_read
    GROUP BY 1, 2, 3, 4, 5
    UNION ALL
    SELECT
        'resettlement.residents' AS source,
        pull,
        said,
        file,
        CASE WHEN file IS NOT NULL THEN county_of(area) END AS county,
        count(*) AS rows,
        max(CAST(NULL AS TIMESTAMP)) AS newest,
        count(*) FILTER (WHERE corrected) AS corrected
    FROM conform.residents_read
    GROUP BY 1, 2, 3, 4, 5
    UNION ALL
    SELECT
        'social_insurance.contributions' AS source,
        pull,
        said,
        file,
        CAST(NULL AS VARCHAR) AS county,
        count(*) AS rows,
        max(updated_at) AS newest,
        count(*) FILTER (WHERE corrected) AS corrected
    FROM conform.contributions_read
    GROUP BY 1, 2, 3, 4, 5
    UNION ALL
    SELECT
        'social_insurance.pensions' AS source,
        pull,
        said,
        file,
        CAST(NULL AS VARCHAR) AS county,
        count(*) AS rows,
        max(updated_at) AS newest,
        count(*) FILTER (WHERE corrected) AS corrected
    FROM conform.pensions_read
    GROUP BY 1, 2, 3, 4, 5
    UNION ALL
    SELECT
        'unemployment.benefits' AS source,
        pull,
        said,
        file,
        CAST(NULL AS VARCHAR) AS county,
        count(*) AS rows,
        max(updated_at) AS newest,
        count(*) FILTER (WHERE corrected) AS corrected
    FROM conform.benefits_read
    GROUP BY 1, 2, 3, 4, 5
    UNION ALL
    SELECT
        'unemployment.registrations' AS source,
        pull,
        said,
        file,
        CAST(NULL AS VARCHAR) AS county,
        count(*) AS rows,
        max(updated_at) AS newest,
        count(*) FILTER (WHERE corrected) AS corrected
    FROM conform.registrations_read
    GROUP BY 1, 2, 3, 4, 5
    UNION ALL
    SELECT
        'vacancies.posts' AS source,
        pull,
        said,
        file,
        CASE WHEN file IS NOT NULL THEN county_of(area) END AS county,
        count(*) AS rows,
        max(CAST(NULL AS TIMESTAMP)) AS newest,
        count(*) FILTER (WHERE corrected) AS corrected
    FROM conform.posts_read
    GROUP BY 1, 2, 3, 4, 5
)
SELECT source, pull, said, day_of(spoken_time(said)) AS as_of, file, county, rows, newest, corrected
FROM counted
