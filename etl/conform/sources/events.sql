-- 办理记录。 One step of a procedure, or one inspection, on one day.
-- Written by `python -m etl.conform.write` from connectors/procedures/source.yaml.
SELECT
    r.pull_id,
    r.row_number,
    r.workshop_id,
    r.case_id,
    r.event,
    r.happened_on,
    r.remark
FROM conform.events_read AS r
ANTI JOIN (
    SELECT pull, row_number
    FROM conform.fact_fates
    WHERE source = 'procedures.events'
) AS f USING (pull, row_number)
