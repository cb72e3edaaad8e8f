-- 一卡通发放明细。 One amount paid to a person or a workshop by an office other than HRSS.
-- Written by `python -m etl.conform.write` from connectors/county_finance/source.yaml.
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
    r.paid_on,
    r.project_id,
    n.county
FROM conform.disbursements_read AS r
JOIN conform.numbered AS n USING (who)
ANTI JOIN (
    SELECT pull, row_number
    FROM conform.fact_fates
    WHERE source = 'county_finance.disbursements'
) AS f USING (pull, row_number)
