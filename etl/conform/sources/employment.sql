-- 就业登记。 A registered employment of a person at a unit.
-- Written by `python -m etl.conform.write` from connectors/hrss/source.yaml.
SELECT
    r.pull_id,
    r.row_number,
    n.form,
    n.employer,
    r.row_id,
    n.uscc,
    n.employer_name,
    r.started_on,
    r.ended_on,
    n.county,
    r.updated_at
FROM conform.employment_read AS r
JOIN conform.numbered AS n USING (who)
ANTI JOIN (
    SELECT pull, row_number
    FROM conform.fact_fates
    WHERE source = 'hrss.employment'
) AS f USING (pull, row_number)
