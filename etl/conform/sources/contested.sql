-- 须细看的事实行。 A row of facts that has to be looked at closely: others share its key, it can't be used, or a later pull may lack it.
-- Written by `python -m etl.conform.write` from connectors/*/source.yaml.
SELECT
    'county_finance.disbursements' AS source,
    r.pull,
    r.row_number,
    coalesce(r.file, '') AS file,
    CAST(NULL AS TIMESTAMP) AS updated_at,
    r.bad,
    coalesce(r.asked, r.row_id) AS asked,
    s.is_shared IS NOT NULL AS is_shared,
    CASE WHEN s.is_shared THEN text(r.row_id) END AS key,
    CASE
        WHEN s.is_shared THEN
            md5(
                text(r.row_id)
                || '␟' || text(r.batch_id)
                || '␟' || text(r.scheme)
                || '␟' || text(r.beneficiary_kind)
                || '␟' || text(r.from_month)
                || '␟' || text(r.to_month)
                || '␟' || text(r.amount)
                || '␟' || text(r.fund)
                || '␟' || text(r.office)
                || '␟' || text(r.paid_on)
                || '␟' || text(r.project_id)
                || '␟' || text(r.who)
            )
    END AS content
FROM conform.disbursements_read AS r
LEFT JOIN (
    SELECT row_id, TRUE AS is_shared
    FROM conform.disbursements_read
    WHERE row_id IS NOT NULL
    GROUP BY row_id
    HAVING count(*) > 1
) AS s USING (row_id)
LEFT JOIN (
    SELECT pull
    FROM conform.pulls
    WHERE source = 'county_finance.disbursements' AND is_followed
) AS f ON f.pull = r.pull
WHERE s.is_shared OR r.bad OR f.pull IS NOT NULL
UNION ALL
SELECT
    'hrss.rosters' AS source,
    r.pull,
    r.row_number,
    coalesce(r.file, '') AS file,
    r.updated_at,
    r.bad,
    coalesce(r.asked, r.row_id) AS asked,
    s.is_shared IS NOT NULL AS is_shared,
    CASE WHEN s.is_shared THEN text(r.row_id) END AS key,
    CASE
        WHEN s.is_shared THEN
            md5(
                text(r.row_id)
                || '␟' || text(r.month)
                || '␟' || text(r.declared_group)
                || '␟' || text(r.post)
                || '␟' || text(r.contract_kind)
                || '␟' || text(r.contract_from)
                || '␟' || text(r.contract_to)
                || '␟' || text(r.days_worked)
                || '␟' || text(r.pay)
                || '␟' || text(r.paid_on)
                || '␟' || text(r.accident_premium)
                || '␟' || text(r.updated_at)
                || '␟' || text(r.who)
            )
    END AS content
FROM conform.rosters_read AS r
LEFT JOIN (
    SELECT row_id, TRUE AS is_shared
    FROM conform.rosters_read
    WHERE row_id IS NOT NULL
    GROUP BY row_id
    HAVING count(*) > 1
) AS s USING (row_id)
LEFT JOIN (
    SELECT pull
    FROM conform.pulls
    WHERE source = 'hrss.rosters' AND is_followed
) AS f ON f.pull = r.pull
WHERE s.is_shared OR r.bad OR f.pull IS NOT NULL
UNION ALL
SELECT
    'hrss.employment' AS source,
    r.pull,
    r.row_number,
    coalesce(r.file, '') AS file,
    r.updated_at,
    r.bad,
    coalesce(r.asked, r.row_id) AS asked,
    s.is_shared IS NOT NULL AS is_shared,
    CASE WHEN s.is_shared THEN text(r.row_id) END AS key,
    CASE
        WHEN s.is_shared THEN
            md5(
                text(r.row_id)
                || '␟' || text(r.started_on)
                || '␟' || text(r.ended_on)
                || '␟' || text(r.updated_at)
                || '␟' || text(r.who)
            )
    END AS content
FROM conform.employment_read AS r
LEFT JOIN (
    SELECT row_id, TRUE AS is_shared
    FROM conform.employment_read
    WHERE row_id IS NOT NULL
    GROUP BY row_id
    HAVING count(*) > 1
) AS s USING (row_id)
LEFT JOIN (
    SELECT pull
    FROM conform.pulls
    WHERE source = 'hrss.employment' AND is_followed
) AS f ON f.pull = r.pull
WHERE s.is_shared OR r.bad OR f.pull IS NOT NULL
UNION ALL
SELECT
    'hrss.contracts' AS source,
    r.pull,
    r.row_number,
    coalesce(r.file, '') AS file,
    r.updated_at,
    r.bad,
    coalesce(r.asked, r.row_id) AS asked,
    s.is_shared IS NOT NULL AS is_shared,
    CASE WHEN s.is_shared THEN text(r.row_id) END AS key,
    CASE
        WHEN s.is_shared THEN
            md5(
                text(r.row_id)
                || '␟' || text(r.contract_kind)
                || '␟' || text(r.contract_from)
                || '␟' || text(r.contract_to)
                || '␟' || text(r.ended_early_on)
                || '␟' || text(r.updated_at)
                || '␟' || text(r.who)
            )
    END AS content
FROM conform.contracts_read AS r
LEFT JOIN (
    SELECT row_id, TRUE AS is_shared
    FROM conform.contracts_read
    WHERE row_id IS NOT NULL
    GROUP BY row_id
    HAVING count(*) > 1
) AS s USING (row_id)
LEFT JOIN (
    SELECT pull
    FROM conform.pulls
    WHERE source = 'hrss.contracts' AND is_followed
) AS f ON f.pull = r.pull
WHERE s.is_shared OR r.bad OR f.pull IS NOT NULL
UNION ALL
SELECT
    'hrss.public_posts' AS source,
    r.pull,
    r.row_number,
    coalesce(r.file, '') AS file,
    r.updated_at,
    r.bad,
    coalesce(r.asked, r.row_id) AS asked,
    s.is_shared IS NOT NULL AS is_shared,
    CASE WHEN s.is_shared THEN text(r.row_id) END AS key,
    CASE
        WHEN s.is_shared THEN
            md5(
                text(r.row_id)
                || '␟' || text(r.post_name)
                || '␟' || text(r.started_on)
                || '␟' || text(r.ended_on)
                || '␟' || text(r.fund)
                || '␟' || text(r.monthly_allowance)
                || '␟' || text(r.updated_at)
                || '␟' || text(r.who)
            )
    END AS content
FROM conform.public_posts_read AS r
LEFT JOIN (
    SELECT row_id, TRUE AS is_shared
    FROM conform.public_posts_read
    WHERE row_id IS NOT NULL
    GROUP BY row_id
    HAVING count(*) > 1
) AS s USING (row_id)
LEFT JOIN (
    SELECT pull
    FROM conform.pulls
    WHERE source = 'hrss.public_posts' AND is_followed
) AS f ON f.pull = r.pull
WHERE s.is_shared OR r.bad OR f.pull IS NOT NULL
UNION ALL
SELECT
    'hrss.training' AS source,
    r.pull,
    r.row_number,
    coalesce(r.file, '') AS file,
    r.updated_at,
    r.bad,
    coalesce(r.asked, r.row_id) AS asked,
    s.is_shared IS NOT NULL AS is_shared,
    CASE WHEN s.is_shared THEN text(r.row_id) END AS key,
    CASE
        WHEN s.is_shared THEN
            md5(
                text(r.row_id)
                || '␟' || text(r.course_id)
                || '␟' || text(r.started_on)
                || '␟' || text(r.ended_on)
                || '␟' || text(r.days)
                || '␟' || text(r.updated_at)
                || '␟' || text(r.who)
            )
    END AS content
FROM conform.training_read AS r
LEFT JOIN (
    SELECT row_id, TRUE AS is_shared
    FROM conform.training_read
    WHERE row_id IS NOT NULL
    GROUP BY row_id
    HAVING count(*) > 1
) AS s USING (row_id)
LEFT JOIN (
    SELECT pull
    FROM conform.pulls
    WHERE source = 'hrss.training' AND is_followed
) AS f ON f.pull = r.pull
WHERE s.is_shared OR r.bad OR f.pull IS NOT NULL
UNION ALL
SELECT
    'hrss.subsidies' AS source,
    r.pull,
    r.row_number,
    coalesce(r.file, '') AS file,
    r.updated_at,
    r.bad,
    coalesce(r.asked, r.row_id) AS asked,
    s.is_shared IS NOT NULL AS is_shared,
    CASE WHEN s.is_shared THEN text(r.row_id) END AS key,
    CASE
        WHEN s.is_shared THEN
            md5(
                text(r.row_id)
                || '␟' || text(r.batch_id)
                || '␟' || text(r.scheme)
                || '␟' || text(r.beneficiary_kind)
                || '␟' || text(r.from_month)
                || '␟' || text(r.to_month)
                || '␟' || text(r.amount)
                || '␟' || text(r.fund)
                || '␟' || text(r.office)
                || '␟' || text(r.state)
                || '␟' || text(r.paid_on)
                || '␟' || text(r.project_id)
                || '␟' || text(r.updated_at)
                || '␟' || text(r.who)
            )
    END AS content
FROM conform.subsidies_read AS r
LEFT JOIN (
    SELECT row_id, TRUE AS is_shared
    FROM conform.subsidies_read
    WHERE row_id IS NOT NULL
    GROUP BY row_id
    HAVING count(*) > 1
) AS s USING (row_id)
LEFT JOIN (
    SELECT pull
    FROM conform.pulls
    WHERE source = 'hrss.subsidies' AND is_followed
) AS f ON f.pull = r.pull
WHERE s.is_shared OR r.bad OR f.pull IS NOT NULL
UNION ALL
SELECT
    'procedures.events' AS source,
    r.pull,
    r.row_number,
    coalesce(r.file, '') AS file,
    CAST(NULL AS TIMESTAMP) AS updated_at,
    r.bad,
    r.workshop_id AS asked,
    s.is_shared IS NOT NULL AS is_shared,
    CASE WHEN s.is_shared THEN text(r.workshop_id) || '|' || text(r.case_id) || '|' || text(r.event) || '|' || text(r.happened_on) END AS key,
    CASE
        WHEN s.is_shared THEN
            md5(
                text(r.workshop_id)
                || '␟' || text(r.case_id)
                || '␟' || text(r.event)
                || '␟' || text(r.happened_on)
                || '␟' || text(r.remark)
            )
    END AS content
FROM conform.events_read AS r
LEFT JOIN (
    SELECT workshop_id, case_id, event, happened_on, TRUE AS is_shared
    FROM conform.events_read
    WHERE workshop_id IS NOT NULL AND case_id IS NOT NULL AND event IS NOT NULL AND happened_on IS NOT NULL
    GROUP BY workshop_id, case_id, event, happened_on
    HAVING count(*) > 1
) AS s USING (workshop_id, case_id, event, happened_on)
LEFT JOIN (
    SELECT pull
    FROM conform.pulls
    WHERE source = 'procedures.events' AND is_followed
) AS f ON f.pull = r.pull
WHERE s.is_shared OR r.bad OR f.pull IS NOT NULL
UNION ALL
SELECT
    'social_insurance.contributions' AS source,
    r.pull,
    r.row_number,
    coalesce(r.file, '') AS file,
    r.updated_at,
    r.bad,
    r.asked AS asked,
    s.is_shared IS NOT NULL AS is_shared,
    CASE WHEN s.is_shared THEN text(r.key_id_text) || '|' || text(r.key_unit_no) || '|' || text(r.kind) || '|' || text(r.month) END AS key,
    CASE
        WHEN s.is_shared THEN
            md5(
                text(r.kind)
                || '␟' || text(r.month)
                || '␟' || text(r.base)
                || '␟' || text(r.employer_amount)
                || '␟' || text(r.person_amount)
                || '␟' || text(r.state)
                || '␟' || text(r.received_on)
                || '␟' || text(r.updated_at)
                || '␟' || text(r.who)
            )
    END AS content
FROM conform.contributions_read AS r
LEFT JOIN (
    SELECT key_id_text, key_unit_no, kind, month, TRUE AS is_shared
    FROM conform.contributions_read
    WHERE key_id_text IS NOT NULL AND key_unit_no IS NOT NULL AND kind IS NOT NULL AND month IS NOT NULL
    GROUP BY key_id_text, key_unit_no, kind, month
    HAVING count(*) > 1
) AS s USING (key_id_text, key_unit_no, kind, month)
LEFT JOIN (
    SELECT pull
    FROM conform.pulls
    WHERE source = 'social_insurance.contributions' AND is_followed
) AS f ON f.pull = r.pull
WHERE s.is_shared OR r.bad OR f.pull IS NOT NULL
