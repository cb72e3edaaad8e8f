-- 市场主体基本信息。 A market entity.
-- Written by `python -m etl.conform.write` from connectors/business_registry/source.yaml.
SELECT
    r.pull_id,
    r.row_number,
    n.form,
    n.employer,
    n.uscc,
    r.old_reg_no,
    n.employer_name AS entity_name,
    r.entity_kind,
    r.founded_on,
    r.state,
    r.state_on,
    r.registered_capital,
    r.address,
    r.scope,
    r.registered_at,
    n.county,
    r.updated_at,
    s.known_from,
    s.known_to,
    s.is_first
FROM conform.entities_read AS r
JOIN (
    SELECT pull, row_number, known_from, known_to, is_first
    FROM conform.state_fates
    WHERE source = 'business_registry.entities' AND fate IS NULL
) AS s USING (pull, row_number)
JOIN conform.numbered AS n USING (who)
