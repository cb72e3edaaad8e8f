-- 股东与主要人员。 A person in a position of an entity.
-- Written by `python -m etl.conform.write` from connectors/business_registry/source.yaml.
SELECT
    r.pull_id,
    r.row_number,
    n.form,
    n.employer,
    n.uscc,
    r.position,
    r.share_percent,
    n.county,
    r.updated_at,
    s.known_from,
    s.known_to,
    s.is_first
FROM conform.officers_read AS r
JOIN (
    SELECT pull, row_number, known_from, known_to, is_first
    FROM conform.state_fates
    WHERE source = 'business_registry.officers' AND fate IS NULL
) AS s USING (pull, row_number)
JOIN conform.numbered AS n USING (who)
