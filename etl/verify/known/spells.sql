-- 合同、登记、公岗、培训。 A spell that a source writes down with days: who, where, from which to which month.
WITH written AS (
    SELECT
        'hrss.contracts' AS source, 'contract' AS kind, pull_id, row_number, form, employer, county,
        CAST(NULL AS VARCHAR) AS workshop_id, contract_kind AS state, CAST(NULL AS DECIMAL(18, 2)) AS amount,
        contract_from AS first_on, least(contract_to, ended_early_on) AS last_on
    FROM conform.contracts
    UNION ALL
    SELECT
        'hrss.employment' AS source, 'registration' AS kind, pull_id, row_number, form, employer, county,
        CAST(NULL AS VARCHAR) AS workshop_id, CAST(NULL AS VARCHAR) AS state, CAST(NULL AS DECIMAL(18, 2)) AS amount,
        started_on AS first_on, ended_on AS last_on
    FROM conform.employment
    UNION ALL
    SELECT
        'hrss.public_posts' AS source, 'post' AS kind, pull_id, row_number, form, CAST(NULL AS BIGINT) AS employer, county,
        CAST(NULL AS VARCHAR) AS workshop_id, post_name AS state, monthly_allowance AS amount,
        started_on AS first_on, ended_on AS last_on
    FROM conform.public_posts
    UNION ALL
    SELECT
        'hrss.training' AS source, 'training' AS kind, pull_id, row_number, form, CAST(NULL AS BIGINT) AS employer, county,
        workshop_id, course_id AS state, CAST(NULL AS DECIMAL(18, 2)) AS amount,
        started_on AS first_on, ended_on AS last_on
    FROM conform.training
)
SELECT
    s.source, s.kind, row_ref(s.source, s.pull_id, s.row_number) AS row_ref,
    CASE WHEN d.source IS NULL THEN w.sure ELSE d.same END AS sure,
    s.employer,
    coalesce(s.county, w.home, '') AS county,
    s.workshop_id, s.state, s.amount, s.first_on, s.last_on,
    number_of(s.first_on) AS first_number, number_of(s.last_on) AS last_number
FROM written AS s
LEFT JOIN verify.who AS w ON w.form = s.form
LEFT JOIN verify.ruled AS d ON d.source = s.source AND d.pull_id = s.pull_id AND d.row_number = s.row_number
