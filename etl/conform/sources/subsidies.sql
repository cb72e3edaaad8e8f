-- 就业补助资金申报与发放。 One amount claimed or paid for one beneficiary under one scheme and period.
-- Written by `python -m etl.conform.write` from connectors/hrss/source.yaml.
SELECT
    r.pull_id,
    r.row_number,
    n.form,
    n.employer,
    r.row_id,
    r.batch_id,
    r.scheme,
    r.beneficiary_kind,
    n.workshop_id,
    n.uscc,
    r.from_month,
    r.to_month,
    r.amount,
    r.fund,
    r.office,
    r.state,
    r.paid_on,
    r.project_id,
    n.county,
    r.updated_at
FROM conform.subsidies_read AS r
JOIN conform.numbered AS n USING (who)
ANTI JOIN (
    SELECT pull, row_number
    FROM conform.fact_fates
    WHERE source = 'hrss.subsidies'
) AS f USING (pull, row_number)
