-- 须细看的事实行。 A row of facts that has to be looked at closely: others share its key, it can't be used, or a later pull may lack it.
-- Written by `python -m etl.conform.write` from connectors/*/source.yaml.
SELECT
    'assets.projects' AS source,
    r.pull,
    r.row_number,
    coalesce(r.file, '') AS file,
    CAST(NULL AS TIMESTAMP) AS updated_at,
    r.bad,
    r.project_id AS asked,
    s.is_shared IS NOT NULL AS is_shared,
    CASE WHEN s.is_shared THEN text(r.project_id) END AS key,
    CASE
        WHEN s.is_shared THEN
            md5(
                text(r.project_id)
                || '␟' || text(r.project_name)
                || '␟' || text(r.workshop_id)
                || '␟' || text(r.area_code)
                || '␟' || text(r.fund)
                || '␟' || text(r.investment)
                || '␟' || text(r.public_amount)
                || '␟' || text(r.completed_on)
                || '␟' || text(r.owner)
                || '␟' || text(r.state)
                || '␟' || text(r.cleared_on)
            )
    END AS content
FROM conform.projects_read AS r
LEFT JOIN (
    SELECT project_id, TRUE AS is_shared
    FROM conform.projects_read
    WHERE project_id IS NOT NULL
    GROUP BY project_id
    HAVING count(*) > 1
) AS s USING (project_id)
LEFT JOIN (
    SELECT pull
    FROM conform.pulls
    WHERE source = 'assets.projects' AND is_followed
) AS f ON f.pull = r.pull
WHERE s.is_shared OR r.bad OR f.pull IS NOT NULL
UNION ALL
SELECT
    'civil_affairs.assistance' AS source,
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
                || '␟' || text(r.kind)
                || '␟' || text(r.from_month)
                || '␟' || text(r.to_month)
                || '␟' || text(r.who)
            )
    END AS content
FROM conform.assistance_read AS r
LEFT JOIN (
    SELECT row_id, TRUE AS is_shared
    FROM conform.assistance_read
    WHERE row_id IS NOT NULL
    GROUP BY row_id
    HAVING count(*) > 1
) AS s USING (row_id)
LEFT JOIN (
    SELECT pull
    FROM conform.pulls
    WHERE source = 'civil_affairs.assistance' AND is_followed
) AS f ON f.pull = r.pull
WHERE s.is_shared OR r.bad OR f.pull IS NOT NULL
UNION ALL
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
    'industry_lists.entities' AS source,
    r.pull,
    r.row_number,
    coalesce(r.file, '') AS file,
    CAST(NULL AS TIMESTAMP) AS updated_at,
    r.bad,
    coalesce(r.asked, r.list) AS asked,
    s.is_shared IS NOT NULL AS is_shared,
    CASE WHEN s.is_shared THEN text(r.list) || '|' || text(r.key_uscc) END AS key,
    CASE
        WHEN s.is_shared THEN
            md5(
                text(r.list)
                || '␟' || text(r.office)
                || '␟' || text(r.listed_on)
                || '␟' || text(r.listed_until)
                || '␟' || text(r.who)
            )
    END AS content
FROM conform.listed_entities_read AS r
LEFT JOIN (
    SELECT list, key_uscc, TRUE AS is_shared
    FROM conform.listed_entities_read
    WHERE list IS NOT NULL AND key_uscc IS NOT NULL
    GROUP BY list, key_uscc
    HAVING count(*) > 1
) AS s USING (list, key_uscc)
LEFT JOIN (
    SELECT pull
    FROM conform.pulls
    WHERE source = 'industry_lists.entities' AND is_followed
) AS f ON f.pull = r.pull
WHERE s.is_shared OR r.bad OR f.pull IS NOT NULL
UNION ALL
SELECT
    'labour_inspection.cases' AS source,
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
                || '␟' || text(r.kind)
                || '␟' || text(r.filed_on)
                || '␟' || text(r.closed_on)
                || '␟' || text(r.result)
                || '␟' || text(r.from_month)
                || '␟' || text(r.to_month)
                || '␟' || text(r.people)
                || '␟' || text(r.amount)
                || '␟' || text(r.updated_at)
                || '␟' || text(r.who)
            )
    END AS content
FROM conform.cases_read AS r
LEFT JOIN (
    SELECT row_id, TRUE AS is_shared
    FROM conform.cases_read
    WHERE row_id IS NOT NULL
    GROUP BY row_id
    HAVING count(*) > 1
) AS s USING (row_id)
LEFT JOIN (
    SELECT pull
    FROM conform.pulls
    WHERE source = 'labour_inspection.cases' AND is_followed
) AS f ON f.pull = r.pull
WHERE s.is_shared OR r.bad OR f.pull IS NOT NULL
UNION ALL
SELECT
    'labour_inspection.ratings' AS source,
    r.pull,
    r.row_number,
    coalesce(r.file, '') AS file,
    r.updated_at,
    r.bad,
    r.asked AS asked,
    s.is_shared IS NOT NULL AS is_shared,
    CASE WHEN s.is_shared THEN text(r.key_uscc) || '|' || text(r.year) END AS key,
    CASE
        WHEN s.is_shared THEN
            md5(
                text(r.year)
                || '␟' || text(r.grade)
                || '␟' || text(r.listed_on)
                || '␟' || text(r.listed_until)
                || '␟' || text(r.updated_at)
                || '␟' || text(r.who)
            )
    END AS content
FROM conform.ratings_read AS r
LEFT JOIN (
    SELECT key_uscc, year, TRUE AS is_shared
    FROM conform.ratings_read
    WHERE key_uscc IS NOT NULL AND year IS NOT NULL
    GROUP BY key_uscc, year
    HAVING count(*) > 1
) AS s USING (key_uscc, year)
LEFT JOIN (
    SELECT pull
    FROM conform.pulls
    WHERE source = 'labour_inspection.ratings' AND is_followed
) AS f ON f.pull = r.pull
WHERE s.is_shared OR r.bad OR f.pull IS NOT NULL
UNION ALL
SELECT
    'loans.contracts' AS source,
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
                || '␟' || text(r.kind)
                || '␟' || text(r.principal)
                || '␟' || text(r.rate)
                || '␟' || text(r.from_on)
                || '␟' || text(r.to_on)
                || '␟' || text(r.closed_on)
                || '␟' || text(r.bank)
                || '␟' || text(r.who)
            )
    END AS content
FROM conform.loan_contracts_read AS r
LEFT JOIN (
    SELECT row_id, TRUE AS is_shared
    FROM conform.loan_contracts_read
    WHERE row_id IS NOT NULL
    GROUP BY row_id
    HAVING count(*) > 1
) AS s USING (row_id)
LEFT JOIN (
    SELECT pull
    FROM conform.pulls
    WHERE source = 'loans.contracts' AND is_followed
) AS f ON f.pull = r.pull
WHERE s.is_shared OR r.bad OR f.pull IS NOT NULL
UNION ALL
SELECT
    'outwork.spells' AS source,
    r.pull,
    r.row_number,
    coalesce(r.file, '') AS file,
    CAST(NULL AS TIMESTAMP) AS updated_at,
    r.bad,
    coalesce(r.asked, r.person_id) AS asked,
    s.is_shared IS NOT NULL AS is_shared,
    CASE WHEN s.is_shared THEN text(r.person_id) || '|' || text(r.from_month) || '|' || text(r.stated_employer) END AS key,
    CASE
        WHEN s.is_shared THEN
            md5(
                text(r.person_id)
                || '␟' || text(r.place_code)
                || '␟' || text(r.stated_employer)
                || '␟' || text(r.channel)
                || '␟' || text(r.pay)
                || '␟' || text(r.from_month)
                || '␟' || text(r.to_month)
                || '␟' || text(r.updated_on)
                || '␟' || text(r.who)
            )
    END AS content
FROM conform.spells_read AS r
LEFT JOIN (
    SELECT person_id, from_month, stated_employer, TRUE AS is_shared
    FROM conform.spells_read
    WHERE person_id IS NOT NULL AND from_month IS NOT NULL AND stated_employer IS NOT NULL
    GROUP BY person_id, from_month, stated_employer
    HAVING count(*) > 1
) AS s USING (person_id, from_month, stated_employer)
LEFT JOIN (
    SELECT pull
    FROM conform.pulls
    WHERE source = 'outwork.spells' AND is_followed
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
UNION ALL
SELECT
    'unemployment.benefits' AS source,
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
                || '␟' || text(r.kind)
                || '␟' || text(r.from_month)
                || '␟' || text(r.to_month)
                || '␟' || text(r.amount)
                || '␟' || text(r.state)
                || '␟' || text(r.updated_at)
                || '␟' || text(r.who)
            )
    END AS content
FROM conform.benefits_read AS r
LEFT JOIN (
    SELECT row_id, TRUE AS is_shared
    FROM conform.benefits_read
    WHERE row_id IS NOT NULL
    GROUP BY row_id
    HAVING count(*) > 1
) AS s USING (row_id)
LEFT JOIN (
    SELECT pull
    FROM conform.pulls
    WHERE source = 'unemployment.benefits' AND is_followed
) AS f ON f.pull = r.pull
WHERE s.is_shared OR r.bad OR f.pull IS NOT NULL
UNION ALL
SELECT
    'unemployment.registrations' AS source,
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
                || '␟' || text(r.hardship)
                || '␟' || text(r.updated_at)
                || '␟' || text(r.who)
            )
    END AS content
FROM conform.registrations_read AS r
LEFT JOIN (
    SELECT row_id, TRUE AS is_shared
    FROM conform.registrations_read
    WHERE row_id IS NOT NULL
    GROUP BY row_id
    HAVING count(*) > 1
) AS s USING (row_id)
LEFT JOIN (
    SELECT pull
    FROM conform.pulls
    WHERE source = 'unemployment.registrations' AND is_followed
) AS f ON f.pull = r.pull
WHERE s.is_shared OR r.bad OR f.pull IS NOT NULL
UNION ALL
SELECT
    'vacancies.posts' AS source,
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
                || '␟' || text(r.post_name)
                || '␟' || text(r.number)
                || '␟' || text(r.pay_from)
                || '␟' || text(r.pay_to)
                || '␟' || text(r.age_to)
                || '␟' || text(r.posted_on)
                || '␟' || text(r.until_on)
                || '␟' || text(r.who)
            )
    END AS content
FROM conform.posts_read AS r
LEFT JOIN (
    SELECT row_id, TRUE AS is_shared
    FROM conform.posts_read
    WHERE row_id IS NOT NULL
    GROUP BY row_id
    HAVING count(*) > 1
) AS s USING (row_id)
LEFT JOIN (
    SELECT pull
    FROM conform.pulls
    WHERE source = 'vacancies.posts' AND is_followed
) AS f ON f.pull = r.pull
WHERE s.is_shared OR r.bad OR f.pull IS NOT NULL
