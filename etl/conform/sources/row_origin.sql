-- 行的出处。 Where a used or refused row came from; a key with a personal part is given in the parts around it.
-- Written by `python -m etl.conform.write` from connectors/*/source.yaml.
WITH origins AS (
    SELECT
        'assets.projects' AS source,
        r.pull,
        r.pull_id,
        r.row_number,
        r.said_1 AS native_key,
        CAST(NULL AS VARCHAR) AS key_before,
        CAST(NULL AS VARCHAR) AS key_after,
        CAST(NULL AS BIGINT) AS who,
        r.file,
        r.sheet,
        r.source_row
    FROM conform.projects_read AS r
    UNION ALL
    SELECT
        'business_registry.entities' AS source,
        r.pull,
        r.pull_id,
        r.row_number,
        r.said_1 AS native_key,
        CAST(NULL AS VARCHAR) AS key_before,
        CAST(NULL AS VARCHAR) AS key_after,
        r.who,
        r.file,
        r.sheet,
        r.source_row
    FROM conform.entities_read AS r
    UNION ALL
    SELECT
        'business_registry.officers' AS source,
        r.pull,
        r.pull_id,
        r.row_number,
        CAST(NULL AS VARCHAR) AS native_key,
        r.said_1 || '|' AS key_before,
        '|' || r.said_3 AS key_after,
        r.who,
        r.file,
        r.sheet,
        r.source_row
    FROM conform.officers_read AS r
    UNION ALL
    SELECT
        'civil_affairs.assistance' AS source,
        r.pull,
        r.pull_id,
        r.row_number,
        r.said_1 AS native_key,
        CAST(NULL AS VARCHAR) AS key_before,
        CAST(NULL AS VARCHAR) AS key_after,
        r.who,
        r.file,
        r.sheet,
        r.source_row
    FROM conform.assistance_read AS r
    UNION ALL
    SELECT
        'county_finance.disbursements' AS source,
        r.pull,
        r.pull_id,
        r.row_number,
        r.said_1 AS native_key,
        CAST(NULL AS VARCHAR) AS key_before,
        CAST(NULL AS VARCHAR) AS key_after,
        r.who,
        r.file,
        r.sheet,
        r.source_row
    FROM conform.disbursements_read AS r
    UNION ALL
    SELECT
        'hrss.workshops' AS source,
        r.pull,
        r.pull_id,
        r.row_number,
        r.said_1 AS native_key,
        CAST(NULL AS VARCHAR) AS key_before,
        CAST(NULL AS VARCHAR) AS key_after,
        r.who,
        r.file,
        r.sheet,
        r.source_row
    FROM conform.workshops_read AS r
    UNION ALL
    SELECT
        'hrss.rosters' AS source,
        r.pull,
        r.pull_id,
        r.row_number,
        r.said_1 AS native_key,
        CAST(NULL AS VARCHAR) AS key_before,
        CAST(NULL AS VARCHAR) AS key_after,
        r.who,
        r.file,
        r.sheet,
        r.source_row
    FROM conform.rosters_read AS r
    UNION ALL
    SELECT
        'hrss.employment' AS source,
        r.pull,
        r.pull_id,
        r.row_number,
        r.said_1 AS native_key,
        CAST(NULL AS VARCHAR) AS key_before,
        CAST(NULL AS VARCHAR) AS key_after,
        r.who,
        r.file,
        r.sheet,
        r.source_row
    FROM conform.employment_read AS r
    UNION ALL
    SELECT
        'hrss.contracts' AS source,
        r.pull,
        r.pull_id,
        r.row_number,
        r.said_1 AS native_key,
        CAST(NULL AS VARCHAR) AS key_before,
        CAST(NULL AS VARCHAR) AS key_after,
        r.who,
        r.file,
        r.sheet,
        r.source_row
    FROM conform.contracts_read AS r
    UNION ALL
    SELECT
        'hrss.public_posts' AS source,
        r.pull,
        r.pull_id,
        r.row_number,
        r.said_1 AS native_key,
        CAST(NULL AS VARCHAR) AS key_before,
        CAST(NULL AS VARCHAR) AS key_after,
        r.who,
        r.file,
        r.sheet,
        r.source_row
    FROM conform.public_posts_read AS r
    UNION ALL
    SELECT
        'hrss.training' AS source,
        r.pull,
        r.pull_id,
        r.row_number,
        r.said_1 AS native_key,
        CAST(NULL AS VARCHAR) AS key_before,
        CAST(NULL AS VARCHAR) AS key_after,
        r.who,
        r.file,
        r.sheet,
        r.source_row
    FROM conform.training_read AS r
    UNION ALL
    SELECT
        'hrss.subsidies' AS source,
        r.pull,
        r.pull_id,
        r.row_number,
        r.said_1 AS native_key,
        CAST(NULL AS VARCHAR) AS key_before,
        CAST(NULL AS VARCHAR) AS key_after,
        r.who,
        r.file,
        r.sheet,
        r.source_row
    FROM conform.subsidies_read AS r
    UNION ALL
    SELECT
        'industry_lists.entities' AS source,
        r.pull,
        r.pull_id,
        r.row_number,
        r.said_1 || '|' || r.said_2 AS native_key,
        CAST(NULL AS VARCHAR) AS key_before,
        CAST(NULL AS VARCHAR) AS key_after,
        r.who,
        r.file,
        r.sheet,
        r.source_row
    FROM conform.listed_entities_read AS r
    UNION ALL
    SELECT
        'labour_inspection.cases' AS source,
        r.pull,
        r.pull_id,
        r.row_number,
        r.said_1 AS native_key,
        CAST(NULL AS VARCHAR) AS key_before,
        CAST(NULL AS VARCHAR) AS key_after,
        r.who,
        r.file,
        r.sheet,
        r.source_row
    FROM conform.cases_read AS r
    UNION ALL
    SELECT
        'labour_inspection.ratings' AS source,
        r.pull,
        r.pull_id,
        r.row_number,
        r.said_1 || '|' || r.said_2 AS native_key,
        CAST(NULL AS VARCHAR) AS key_before,
        CAST(NULL AS VARCHAR) AS key_after,
        r.who,
        r.file,
        r.sheet,
        r.source_row
    FROM conform.ratings_read AS r
    UNION ALL
    SELECT
        'loans.contracts' AS source,
        r.pull,
        r.pull_id,
        r.row_number,
        r.said_1 AS native_key,
        CAST(NULL AS VARCHAR) AS key_before,
        CAST(NULL AS VARCHAR) AS key_after,
        r.who,
        r.file,
        r.sheet,
        r.source_row
    FROM conform.loan_contracts_read AS r
    UNION ALL
    SELECT
        'monitoring.people' AS source,
        r.pull,
        r.pull_id,
        r.row_number,
        r.said_1 AS native_key,
        CAST(NULL AS VARCHAR) AS key_before,
        CAST(NULL AS VARCHAR) AS key_after,
        CAST(NULL AS BIGINT) AS who,
        r.file,
        r.sheet,
        r.source_row
    FROM conform.people_read AS r
    UNION ALL
    SELECT
        'outwork.spells' AS source,
        r.pull,
        r.pull_id,
        r.row_number,
        r.said_1 || '|' || r.said_2 || '|' || r.said_3 AS native_key,
        CAST(NULL AS VARCHAR) AS key_before,
        CAST(NULL AS VARCHAR) AS key_after,
        r.who,
        r.file,
        r.sheet,
        r.source_row
    FROM conform.spells_read AS r
    UNION ALL
    SELECT
        'procedures.events' AS source,
        r.pull,
        r.pull_id,
        r.row_number,
        r.said_1 || '|' || r.said_2 || '|' || r.said_3 || '|' || r.said_4 AS native_key,
        CAST(NULL AS VARCHAR) AS key_before,
        CAST(NULL AS VARCHAR) AS key_after,
        CAST(NULL AS BIGINT) AS who,
        r.file,
        r.sheet,
        r.source_row
    FROM conform.events_read AS r
    UNION ALL
    SELECT
        'resettlement.residents' AS source,
        r.pull,
        r.pull_id,
        r.row_number,
        r.said_1 AS native_key,
        CAST(NULL AS VARCHAR) AS key_before,
        CAST(NULL AS VARCHAR) AS key_after,
        r.who,
        r.file,
        r.sheet,
        r.source_row
    FROM conform.residents_read AS r
    UNION ALL
    SELECT
        'social_insurance.contributions' AS source,
        r.pull,
        r.pull_id,
        r.row_number,
        CAST(NULL AS VARCHAR) AS native_key,
        '' AS key_before,
        '|' || r.said_2 || '|' || r.said_3 || '|' || r.said_4 AS key_after,
        r.who,
        r.file,
        r.sheet,
        r.source_row
    FROM conform.contributions_read AS r
    UNION ALL
    SELECT
        'social_insurance.pensions' AS source,
        r.pull,
        r.pull_id,
        r.row_number,
        r.said_1 AS native_key,
        CAST(NULL AS VARCHAR) AS key_before,
        CAST(NULL AS VARCHAR) AS key_after,
        r.who,
        r.file,
        r.sheet,
        r.source_row
    FROM conform.pensions_read AS r
    UNION ALL
    SELECT
        'unemployment.benefits' AS source,
        r.pull,
        r.pull_id,
        r.row_number,
        r.said_1 AS native_key,
        CAST(NULL AS VARCHAR) AS key_before,
        CAST(NULL AS VARCHAR) AS key_after,
        r.who,
        r.file,
        r.sheet,
        r.source_row
    FROM conform.benefits_read AS r
    UNION ALL
    SELECT
        'unemployment.registrations' AS source,
        r.pull,
        r.pull_id,
        r.row_number,
        r.said_1 AS native_key,
        CAST(NULL AS VARCHAR) AS key_before,
        CAST(NULL AS VARCHAR) AS key_after,
        r.who,
        r.file,
        r.sheet,
        r.source_row
    FROM conform.registrations_read AS r
    UNION ALL
    SELECT
        'vacancies.posts' AS source,
        r.pull,
        r.pull_id,
        r.row_number,
        r.said_1 AS native_key,
        CAST(NULL AS VARCHAR) AS key_before,
        CAST(NULL AS VARCHAR) AS key_after,
        r.who,
        r.file,
        r.sheet,
        r.source_row
    FROM conform.posts_read AS r
), lost AS (
    SELECT source, pull, row_number
    FROM conform.fact_fates
    WHERE fate IN ('repeat', 'withdrawn')
    UNION ALL
    SELECT source, pull, row_number
    FROM conform.state_fates
    WHERE fate = 'repeat'
)
SELECT
    row_ref(o.source, o.pull_id, o.row_number) AS row_ref,
    o.source,
    o.pull_id,
    o.row_number,
    o.native_key,
    o.key_before,
    o.key_after,
    n.form,
    o.file,
    o.sheet,
    o.source_row
FROM origins AS o
LEFT JOIN conform.numbered AS n USING (who)
ANTI JOIN lost AS l USING (source, pull, row_number)
