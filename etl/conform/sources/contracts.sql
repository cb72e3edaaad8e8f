-- 劳动合同备案。 A filed labour contract or service agreement.
-- Written by `python -m etl.conform.write` from connectors/hrss/source.yaml.
SELECT
    r.pull_id,
    r.row_number,
    n.form,
    n.employer,
    r.row_id,
    n.uscc,
    r.contract_kind,
    r.contract_from,
    r.contract_to,
    r.ended_early_on,
    n.county,
    r.updated_at
FROM conform.contracts_read AS r
JOIN conform.numbered AS n USING (who)
ANTI JOIN (
    SELECT pull, row_number
    FROM conform.fact_fates
    WHERE source = 'hrss.contracts'
) AS f USING (pull, row_number)
