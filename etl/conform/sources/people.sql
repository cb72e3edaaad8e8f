-- 脱贫人口与监测对象信息表。 A person as the register holds them on the day of export.
-- Written by `python -m etl.conform.write` from connectors/monitoring/source.yaml.
SELECT
    r.pull_id,
    r.row_number,
    r.province_name,
    r.city_name,
    r.county_name,
    r.township_name,
    r.village_name,
    r.village_code,
    r.household_id,
    r.person_id,
    r.name,
    r.former_name,
    r.id_kind,
    r.id_number,
    r.sex,
    r.born_on,
    r.ethnicity,
    r.relation,
    r.household_kind,
    r.exit_year,
    r.monitored_kind,
    r.monitored_from,
    r.risk_cleared,
    r.risk_cleared_on,
    r.relocated,
    r.health,
    r.labour_ability,
    r.schooling,
    r.stated_employer,
    r.stated_months,
    r.phone,
    r.person_state,
    r.person_state_on,
    county_of(r.area) AS county,
    s.known_from,
    s.known_to,
    s.is_first
FROM conform.people_read AS r
JOIN (
    SELECT pull, row_number, known_from, known_to, is_first
    FROM conform.state_fates
    WHERE source = 'monitoring.people' AND fate IS NULL
) AS s USING (pull, row_number)
