-- 行的出处。 Where a used or refused row came from; a key with a personal part is given in the parts around it.
-- Written by `python -m etl.conform.write` from connectors/*/source.yaml.
WITH origins AS (
    SELECT
        'business_registry.entities' AS source,
        r.pull_id,
        r.row_number,
        r.said_1 AS native_key,
        CAST(NULL AS VARCHAR) AS key_before,
        CAST(NULL AS VARCHAR) AS key_after,
        n.form AS form,
        r.file,
        r.sheet,
        r.source_row
    FROM conform.entities_read AS r
    JOIN conform.numbered AS n USING (who)
    ANTI JOIN (
        SELECT pull, row_number
        FROM conform.state_fates
        WHERE source = 'business_registry.entities' AND fate = 'repeat'
    ) AS f USING (pull, row_number)
    UNION ALL
    SELECT
        'business_registry.officers' AS source,
        r.pull_id,
        r.row_number,
        CAST(NULL AS VARCHAR) AS native_key,
        r.said_1 || '|' AS key_before,
        '|' || r.said_3 AS key_after,
        n.form AS form,
        r.file,
        r.sheet,
        r.source_row
    FROM conform.officers_read AS r
    JOIN conform.numbered AS n USING (who)
    ANTI JOIN (
        SELECT pull, row_number
        FROM conform.state_fates
        WHERE source = 'business_registry.officers' AND fate = 'repeat'
    ) AS f USING (pull, row_number)
    UNION ALL
    SELECT
        'county_finance.disbursements' AS source,
        r.pull_id,
        r.row_number,
        r.said_1 AS native_key,
        CAST(NULL AS VARCHAR) AS key_before,
        CAST(NULL AS VARCHAR) AS key_after,
        n.form AS form,
        r.file,
        r.sheet,
        r.source_row
    FROM conform.disbursements_read AS r
    JOIN conform.numbered AS n USING (who)
    ANTI JOIN (
        SELECT pull, row_number
        FROM conform.fact_fates
        WHERE source = 'county_finance.disbursements' AND fate IN ('repeat', 'withdrawn')
    ) AS f USING (pull, row_number)
    UNION ALL
    SELECT
        'hrss.workshops' AS source,
        r.pull_id,
        r.row_number,
        r.said_1 AS native_key,
        CAST(NULL AS VARCHAR) AS key_before,
        CAST(NULL AS VARCHAR) AS key_after,
        n.form AS form,
        r.file,
        r.sheet,
        r.source_row
    FROM conform.workshops_read AS r
    JOIN conform.numbered AS n USING (who)
    ANTI JOIN (
        SELECT pull, row_number
        FROM conform.state_fates
        WHERE source = 'hrss.workshops' AND fate = 'repeat'
    ) AS f USING (pull, row_number)
    UNION ALL
    SELECT
        'hrss.rosters' AS source,
        r.pull_id,
        r.row_number,
        r.said_1 AS native_key,
        CAST(NULL AS VARCHAR) AS key_before,
        CAST(NULL AS VARCHAR) AS key_after,
        n.form AS form,
        r.file,
        r.sheet,
        r.source_row
    FROM conform.rosters_read AS r
    JOIN conform.numbered AS n USING (who)
    ANTI JOIN (
        SELECT pull, row_number
        FROM conform.fact_fates
        WHERE source = 'hrss.rosters' AND fate IN ('repeat', 'withdrawn')
    ) AS f USING (pull, row_number)
    UNION ALL
    SELECT
        'hrss.employment' AS source,
        r.pull_id,
        r.row_number,
        r.said_1 AS native_key,
        CAST(NULL AS VARCHAR) AS key_before,
        CAST(NULL AS VARCHAR) AS key_after,
        n.form AS form,
        r.file,
        r.sheet,
        r.source_row
    FROM conform.employment_read AS r
    JOIN conform.numbered AS n USING (who)
    ANTI JOIN (
        SELECT pull, row_number
        FROM conform.fact_fates
        WHERE source = 'hrss.employment' AND fate IN ('repeat', 'withdrawn')
    ) AS f USING (pull, row_number)
    UNION ALL
    SELECT
        'hrss.contracts' AS source,
        r.pull_id,
        r.row_number,
        r.said_1 AS native_key,
        CAST(NULL AS VARCHAR) AS key_before,
        CAST(NULL AS VARCHAR) AS key_after,
        n.form AS form,
        r.file,
        r.sheet,
        r.source_row
    FROM conform.contracts_read AS r
    JOIN conform.numbered AS n USING (who)
    ANTI JOIN (
        SELECT pull, row_number
        FROM conform.fact_fates
        WHERE source = 'hrss.contracts' AND fate IN ('repeat', 'withdrawn')
    ) AS f USING (pull, row_number)
    UNION ALL
    SELECT
        'hrss.public_posts' AS source,
        r.pull_id,
        r.row_number,
        r.said_1 AS native_key,
        CAST(NULL AS VARCHAR) AS key_before,
        CAST(NULL AS VARCHAR) AS key_after,
        n.form AS form,
        r.file,
        r.sheet,
        r.source_row
    FROM conform.public_posts_read AS r
    JOIN conform.numbered AS n USING (who)
    ANTI JOIN (
        SELECT pull, row_number
        FROM conform.fact_fates
        WHERE source = 'hrss.public_posts' AND fate IN ('repeat', 'withdrawn')
    ) AS f USING (pull, row_number)
    UNION ALL
    SELECT
        'hrss.training' AS source,
        r.pull_id,
        r.row_number,
        r.said_1 AS native_key,
        CAST(NULL AS VARCHAR) AS key_before,
        CAST(NULL AS VARCHAR) AS key_after,
        n.form AS form,
        r.file,
        r.sheet,
        r.source_row
    FROM conform.training_read AS r
    JOIN conform.numbered AS n USING (who)
    ANTI JOIN (
        SELECT pull, row_number
        FROM conform.fact_fates
        WHERE source = 'hrss.training' AND fate IN ('repeat', 'withdrawn')
    ) AS f USING (pull, row_number)
    UNION ALL
    SELECT
        'hrss.subsidies' AS source,
        r.pull_id,
        r.row_number,
        r.said_1 AS native_key,
        CAST(NULL AS VARCHAR) AS key_before,
        CAST(NULL AS VARCHAR) AS key_after,
        n.form AS form,
        r.file,
        r.sheet,
        r.source_row
    FROM conform.subsidies_read AS r
    JOIN conform.numbered AS n USING (who)
    ANTI JOIN (
        SELECT pull, row_number
        FROM conform.fact_fates
        WHERE source = 'hrss.subsidies' AND fate IN ('repeat', 'withdrawn')
    ) AS f USING (pull, row_number)
    UNION ALL
    SELECT
        'monitoring.people' AS source,
        r.pull_id,
        r.row_number,
        r.said_1 AS native_key,
        CAST(NULL AS VARCHAR) AS key_before,
        CAST(NULL AS VARCHAR) AS key_after,
        CAST(NULL AS BIGINT) AS form,
        r.file,
        r.sheet,
        r.source_row
    FROM conform.people_read AS r
    ANTI JOIN (
        SELECT pull, row_number
        FROM conform.state_fates
        WHERE source = 'monitoring.people' AND fate = 'repeat'
    ) AS f USING (pull, row_number)
    UNION ALL
    SELECT
        'procedures.events' AS source,
        r.pull_id,
        r.row_number,
        r.said_1 || '|' || r.said_2 || '|' || r.said_3 || '|' || r.said_4 AS native_key,
        CAST(NULL AS VARCHAR) AS key_before,
        CAST(NULL AS VARCHAR) AS key_after,
        CAST(NULL AS BIGINT) AS form,
        r.file,
        r.sheet,
        r.source_row
    FROM conform.events_read AS r
    ANTI JOIN (
        SELECT pull, row_number
        FROM conform.fact_fates
        WHERE source = 'procedures.events' AND fate IN ('repeat', 'withdrawn')
    ) AS f USING (pull, row_number)
    UNION ALL
    SELECT
        'social_insurance.contributions' AS source,
        r.pull_id,
        r.row_number,
        CAST(NULL AS VARCHAR) AS native_key,
        '' AS key_before,
        '|' || r.said_2 || '|' || r.said_3 || '|' || r.said_4 AS key_after,
        n.form AS form,
        r.file,
        r.sheet,
        r.source_row
    FROM conform.contributions_read AS r
    JOIN conform.numbered AS n USING (who)
    ANTI JOIN (
        SELECT pull, row_number
        FROM conform.fact_fates
        WHERE source = 'social_insurance.contributions' AND fate IN ('repeat', 'withdrawn')
    ) AS f USING (pull, row_number)
    UNION ALL
    SELECT
        'social_insurance.pensions' AS source,
        r.pull_id,
        r.row_number,
        r.said_1 AS native_key,
        CAST(NULL AS VARCHAR) AS key_before,
        CAST(NULL AS VARCHAR) AS key_after,
        n.form AS form,
        r.file,
        r.sheet,
        r.source_row
    FROM conform.pensions_read AS r
    JOIN conform.numbered AS n USING (who)
    ANTI JOIN (
        SELECT pull, row_number
        FROM conform.state_fates
        WHERE source = 'social_insurance.pensions' AND fate = 'repeat'
    ) AS f USING (pull, row_number)
)
SELECT
    row_ref(source, pull_id, row_number) AS row_ref,
    source,
    pull_id,
    row_number,
    native_key,
    key_before,
    key_after,
    form,
    file,
    sheet,
    source_row
FROM origins
