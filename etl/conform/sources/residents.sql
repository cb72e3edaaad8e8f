-- 搬迁群众信息表。 A relocated person as the system holds them on the day of export.
-- Written by `python -m etl.conform.write` from connectors/resettlement/source.yaml.
SELECT
    r.pull_id,
    r.row_number,
    n.form,
    r.resident_id,
    r.household_id,
    r.site_name,
    n.area_code AS village_code,
    r.moved_in_on,
    r.from_code,
    r.work_state,
    r.stated_employer,
    r.person_state,
    r.person_state_on,
    n.county,
    s.known_from,
    s.known_to,
    s.is_first
FROM conform.residents_read AS r
JOIN (
    SELECT pull, row_number, known_from, known_to, is_first
    FROM conform.state_fates
    WHERE source = 'resettlement.residents' AND fate IS NULL
) AS s USING (pull, row_number)
JOIN conform.numbered AS n USING (who)
