-- 监察案件、举报投诉与预警。 A case, complaint or warning about a unit.
-- Written by `python -m etl.conform.write` from connectors/labour_inspection/source.yaml.
SELECT
    r.pull_id,
    r.row_number,
    n.employer,
    r.row_id,
    n.uscc,
    n.employer_name,
    n.workshop_id,
    r.kind,
    r.filed_on,
    r.closed_on,
    r.result,
    r.from_month,
    r.to_month,
    r.people,
    r.amount,
    n.county,
    r.updated_at
FROM conform.cases_read AS r
JOIN conform.numbered AS n USING (who)
ANTI JOIN (
    SELECT pull, row_number
    FROM conform.fact_fates
    WHERE source = 'labour_inspection.cases'
) AS f USING (pull, row_number)
