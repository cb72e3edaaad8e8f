-- 养老待遇领取。 A person drawing a pension.
-- Written by `python -m etl.conform.write` from connectors/social_insurance/source.yaml.
SELECT
    r.pull_id,
    r.row_number,
    n.form,
    r.row_id,
    r.kind,
    r.from_month,
    r.to_month,
    r.updated_at,
    s.known_from,
    s.known_to,
    s.is_first
FROM conform.pensions_read AS r
JOIN (
    SELECT pull, row_number, known_from, known_to, is_first
    FROM conform.state_fates
    WHERE source = 'social_insurance.pensions' AND fate IS NULL
) AS s USING (pull, row_number)
JOIN conform.numbered AS n USING (who)
