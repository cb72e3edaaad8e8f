-- 失业保险待遇发放。 A run of months in which a person drew one kind of benefit.
-- Written by `python -m etl.conform.write` from connectors/unemployment/source.yaml.
SELECT
    r.pull_id,
    r.row_number,
    n.form,
    r.row_id,
    r.kind,
    r.from_month,
    r.to_month,
    r.amount,
    r.state,
    n.county,
    r.updated_at
FROM conform.benefits_read AS r
JOIN conform.numbered AS n USING (who)
ANTI JOIN (
    SELECT pull, row_number
    FROM conform.fact_fates
    WHERE source = 'unemployment.benefits'
) AS f USING (pull, row_number)
