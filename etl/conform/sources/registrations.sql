-- 失业登记与就业困难人员认定。 A person registered as unemployed from a day to a day.
-- Written by `python -m etl.conform.write` from connectors/unemployment/source.yaml.
SELECT
    r.pull_id,
    r.row_number,
    n.form,
    r.row_id,
    r.started_on,
    r.ended_on,
    r.hardship,
    n.county,
    r.updated_at
FROM conform.registrations_read AS r
JOIN conform.numbered AS n USING (who)
ANTI JOIN (
    SELECT pull, row_number
    FROM conform.fact_fates
    WHERE source = 'unemployment.registrations'
) AS f USING (pull, row_number)
