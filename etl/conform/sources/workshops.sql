-- 就业帮扶车间认定台账。 A workshop.
-- Written by `python -m etl.conform.write` from connectors/hrss/source.yaml.
SELECT
    r.pull_id,
    r.row_number,
    n.form,
    n.employer,
    n.workshop_id,
    r.workshop_name,
    n.uscc,
    n.area_code,
    r.address,
    r.kind,
    r.floor_area_m2,
    r.product,
    r.scale,
    r.premises,
    r.seasonal,
    r.opened_on,
    r.stopped_on,
    r.resumed_on,
    r.recognised_on,
    r.recognised_by,
    r.certificate_no,
    r.supervised_by,
    r.state,
    r.state_on,
    r.investment,
    r.annual_revenue,
    n.county,
    r.updated_at,
    s.known_from,
    s.known_to,
    s.is_first
FROM conform.workshops_read AS r
JOIN (
    SELECT pull, row_number, known_from, known_to, is_first
    FROM conform.state_fates
    WHERE source = 'hrss.workshops' AND fate IS NULL
) AS s USING (pull, row_number)
JOIN conform.numbered AS n USING (who)
