-- 车间月度用工花名册。 A worker in a workshop in a month, as the workshop declares it.
-- Written by `python -m etl.conform.write` from connectors/hrss/source.yaml.
SELECT
    r.pull_id,
    r.row_number,
    n.form,
    r.row_id,
    n.workshop_id,
    r.month,
    r.declared_group,
    r.post,
    r.contract_kind,
    r.contract_from,
    r.contract_to,
    r.days_worked,
    r.pay,
    r.paid_on,
    r.accident_premium,
    n.county,
    r.updated_at
FROM conform.rosters_read AS r
JOIN conform.numbered AS n USING (who)
ANTI JOIN (
    SELECT pull, row_number
    FROM conform.fact_fates
    WHERE source = 'hrss.rosters'
) AS f USING (pull, row_number)
