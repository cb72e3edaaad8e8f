-- 培训实名制。 A person in a training course.
-- Written by `python -m etl.conform.write` from connectors/hrss/source.yaml.
SELECT
    r.pull_id,
    r.row_number,
    n.form,
    r.row_id,
    r.course_id,
    n.workshop_id,
    r.started_on,
    r.ended_on,
    r.days,
    n.county,
    r.updated_at
FROM conform.training_read AS r
JOIN conform.numbered AS n USING (who)
ANTI JOIN (
    SELECT pull, row_number
    FROM conform.fact_fates
    WHERE source = 'hrss.training'
) AS f USING (pull, row_number)
