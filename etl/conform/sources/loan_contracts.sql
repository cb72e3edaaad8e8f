-- 贷款合同与贴息。 A loan contract.
-- Written by `python -m etl.conform.write` from connectors/loans/source.yaml.
SELECT
    r.pull_id,
    r.row_number,
    n.form,
    n.employer,
    r.row_id,
    r.kind,
    n.uscc,
    r.principal,
    r.rate,
    r.from_on,
    r.to_on,
    r.closed_on,
    r.bank,
    n.county
FROM conform.loan_contracts_read AS r
JOIN conform.numbered AS n USING (who)
ANTI JOIN (
    SELECT pull, row_number
    FROM conform.fact_fates
    WHERE source = 'loans.contracts'
) AS f USING (pull, row_number)
