-- 状态行。 A row of a table of states; key and content as one text each where others share its key; the township that its file is about.
-- Written by `python -m etl.conform.write` from connectors/*/source.yaml.
SELECT
    'business_registry.entities' AS source,
    r.pull,
    r.row_number,
    coalesce(r.file, '') AS file,
    r.updated_at,
    r.bad,
    r.asked AS asked,
    r.said,
    CAST(NULL AS VARCHAR) AS place,
    r.key_uscc IS NOT NULL AS is_keyed,
    s.is_shared IS NOT NULL AS is_shared,
    CASE WHEN s.is_shared THEN CAST(r.key_uscc AS VARCHAR) END AS key,
    CASE
        WHEN s.is_shared THEN
            md5(
                text(r.old_reg_no)
                || '␟' || text(r.entity_kind)
                || '␟' || text(r.founded_on)
                || '␟' || text(r.state)
                || '␟' || text(r.state_on)
                || '␟' || text(r.registered_capital)
                || '␟' || text(r.address)
                || '␟' || text(r.scope)
                || '␟' || text(r.registered_at)
                || '␟' || text(r.updated_at)
                || '␟' || text(r.who)
            )
    END AS content
FROM conform.entities_read AS r
LEFT JOIN (
    SELECT key_uscc, TRUE AS is_shared
    FROM conform.entities_read AS r
    WHERE r.key_uscc IS NOT NULL
    GROUP BY key_uscc
    HAVING count(*) > 1
) AS s USING (key_uscc)
UNION ALL
SELECT
    'business_registry.officers' AS source,
    r.pull,
    r.row_number,
    coalesce(r.file, '') AS file,
    r.updated_at,
    r.bad,
    r.asked AS asked,
    r.said,
    CAST(NULL AS VARCHAR) AS place,
    r.key_uscc IS NOT NULL AND r.key_id_text IS NOT NULL AND r.position IS NOT NULL AS is_keyed,
    s.is_shared IS NOT NULL AS is_shared,
    CASE WHEN s.is_shared THEN CAST(r.key_uscc AS VARCHAR) || '|' || CAST(r.key_id_text AS VARCHAR) || '|' || CAST(r.position AS VARCHAR) END AS key,
    CASE
        WHEN s.is_shared THEN
            md5(
                text(r.position)
                || '␟' || text(r.share_percent)
                || '␟' || text(r.updated_at)
                || '␟' || text(r.who)
            )
    END AS content
FROM conform.officers_read AS r
LEFT JOIN (
    SELECT key_uscc, key_id_text, position, TRUE AS is_shared
    FROM conform.officers_read AS r
    WHERE r.key_uscc IS NOT NULL AND r.key_id_text IS NOT NULL AND r.position IS NOT NULL
    GROUP BY key_uscc, key_id_text, position
    HAVING count(*) > 1
) AS s USING (key_uscc, key_id_text, position)
UNION ALL
SELECT
    'hrss.workshops' AS source,
    r.pull,
    r.row_number,
    coalesce(r.file, '') AS file,
    r.updated_at,
    r.bad,
    r.asked AS asked,
    r.said,
    left(coalesce(r.area, ''), 9) AS place,
    r.key_workshop_id IS NOT NULL AS is_keyed,
    s.is_shared IS NOT NULL AS is_shared,
    CASE WHEN s.is_shared THEN CAST(r.key_workshop_id AS VARCHAR) END AS key,
    CASE
        WHEN s.is_shared THEN
            md5(
                text(r.workshop_name)
                || '␟' || text(r.address)
                || '␟' || text(r.kind)
                || '␟' || text(r.floor_area_m2)
                || '␟' || text(r.product)
                || '␟' || text(r.scale)
                || '␟' || text(r.premises)
                || '␟' || text(r.seasonal)
                || '␟' || text(r.opened_on)
                || '␟' || text(r.stopped_on)
                || '␟' || text(r.resumed_on)
                || '␟' || text(r.recognised_on)
                || '␟' || text(r.recognised_by)
                || '␟' || text(r.certificate_no)
                || '␟' || text(r.supervised_by)
                || '␟' || text(r.state)
                || '␟' || text(r.state_on)
                || '␟' || text(r.investment)
                || '␟' || text(r.annual_revenue)
                || '␟' || text(r.updated_at)
                || '␟' || text(r.who)
            )
    END AS content
FROM conform.workshops_read AS r
LEFT JOIN (
    SELECT key_workshop_id, TRUE AS is_shared
    FROM conform.workshops_read AS r
    WHERE r.key_workshop_id IS NOT NULL
    GROUP BY key_workshop_id
    HAVING count(*) > 1
) AS s USING (key_workshop_id)
UNION ALL
SELECT
    'monitoring.people' AS source,
    r.pull,
    r.row_number,
    coalesce(r.file, '') AS file,
    CAST(NULL AS TIMESTAMP) AS updated_at,
    r.bad,
    r.person_id AS asked,
    r.said,
    left(coalesce(r.area, ''), 9) AS place,
    r.person_id IS NOT NULL AS is_keyed,
    s.is_shared IS NOT NULL AS is_shared,
    CASE WHEN s.is_shared THEN CAST(r.person_id AS VARCHAR) END AS key,
    CASE
        WHEN s.is_shared THEN
            md5(
                text(r.province_name)
                || '␟' || text(r.city_name)
                || '␟' || text(r.county_name)
                || '␟' || text(r.township_name)
                || '␟' || text(r.village_name)
                || '␟' || text(r.village_code)
                || '␟' || text(r.household_id)
                || '␟' || text(r.person_id)
                || '␟' || text(r.name)
                || '␟' || text(r.former_name)
                || '␟' || text(r.id_kind)
                || '␟' || text(r.id_number)
                || '␟' || text(r.sex)
                || '␟' || text(r.born_on)
                || '␟' || text(r.ethnicity)
                || '␟' || text(r.relation)
                || '␟' || text(r.household_kind)
                || '␟' || text(r.exit_year)
                || '␟' || text(r.monitored_kind)
                || '␟' || text(r.monitored_from)
                || '␟' || text(r.risk_cleared)
                || '␟' || text(r.risk_cleared_on)
                || '␟' || text(r.relocated)
                || '␟' || text(r.health)
                || '␟' || text(r.labour_ability)
                || '␟' || text(r.schooling)
                || '␟' || text(r.stated_employer)
                || '␟' || text(r.stated_months)
                || '␟' || text(r.phone)
                || '␟' || text(r.person_state)
                || '␟' || text(r.person_state_on)
            )
    END AS content
FROM conform.people_read AS r
LEFT JOIN (
    SELECT person_id, TRUE AS is_shared
    FROM conform.people_read AS r
    WHERE r.person_id IS NOT NULL
    GROUP BY person_id
    HAVING count(*) > 1
) AS s USING (person_id)
UNION ALL
SELECT
    'resettlement.residents' AS source,
    r.pull,
    r.row_number,
    coalesce(r.file, '') AS file,
    CAST(NULL AS TIMESTAMP) AS updated_at,
    r.bad,
    coalesce(r.asked, r.resident_id) AS asked,
    r.said,
    left(coalesce(r.area, ''), 9) AS place,
    r.resident_id IS NOT NULL AS is_keyed,
    s.is_shared IS NOT NULL AS is_shared,
    CASE WHEN s.is_shared THEN CAST(r.resident_id AS VARCHAR) END AS key,
    CASE
        WHEN s.is_shared THEN
            md5(
                text(r.resident_id)
                || '␟' || text(r.household_id)
                || '␟' || text(r.site_name)
                || '␟' || text(r.moved_in_on)
                || '␟' || text(r.from_code)
                || '␟' || text(r.work_state)
                || '␟' || text(r.stated_employer)
                || '␟' || text(r.person_state)
                || '␟' || text(r.person_state_on)
                || '␟' || text(r.who)
            )
    END AS content
FROM conform.residents_read AS r
LEFT JOIN (
    SELECT resident_id, TRUE AS is_shared
    FROM conform.residents_read AS r
    WHERE r.resident_id IS NOT NULL
    GROUP BY resident_id
    HAVING count(*) > 1
) AS s USING (resident_id)
UNION ALL
SELECT
    'social_insurance.pensions' AS source,
    r.pull,
    r.row_number,
    coalesce(r.file, '') AS file,
    r.updated_at,
    r.bad,
    coalesce(r.asked, r.row_id) AS asked,
    r.said,
    CAST(NULL AS VARCHAR) AS place,
    r.row_id IS NOT NULL AS is_keyed,
    s.is_shared IS NOT NULL AS is_shared,
    CASE WHEN s.is_shared THEN CAST(r.row_id AS VARCHAR) END AS key,
    CASE
        WHEN s.is_shared THEN
            md5(
                text(r.row_id)
                || '␟' || text(r.kind)
                || '␟' || text(r.from_month)
                || '␟' || text(r.to_month)
                || '␟' || text(r.updated_at)
                || '␟' || text(r.who)
            )
    END AS content
FROM conform.pensions_read AS r
LEFT JOIN (
    SELECT row_id, TRUE AS is_shared
    FROM conform.pensions_read AS r
    WHERE r.row_id IS NOT NULL
    GROUP BY row_id
    HAVING count(*) > 1
) AS s USING (row_id)
