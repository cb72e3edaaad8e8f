-- 个人缴费明细。 One person's contribution of one kind for one month at one unit.
-- Written by `python -m etl.conform.write` from connectors/social_insurance/source.yaml.
SELECT
    r.pull_id,
    r.row_number,
    n.form,
    n.employer,
    r.kind,
    r.month,
    r.base,
    r.employer_amount,
    r.person_amount,
    r.state,
    r.received_on,
    r.updated_at
FROM conform.contributions_read AS r
JOIN conform.numbered AS n USING (who)
ANTI JOIN (
    SELECT pull, row_number
    FROM conform.fact_fates
    WHERE source = 'social_insurance.contributions'
) AS f USING (pull, row_number)
