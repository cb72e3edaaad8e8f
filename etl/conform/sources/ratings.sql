-- 劳动保障守法诚信等级。 A unit's grade of a year.
-- Written by `python -m etl.conform.write` from connectors/labour_inspection/source.yaml.
SELECT
    r.pull_id,
    r.row_number,
    n.employer,
    n.uscc,
    r.year,
    r.grade,
    r.listed_on,
    r.listed_until,
    n.county,
    r.updated_at
FROM conform.ratings_read AS r
JOIN conform.numbered AS n USING (who)
ANTI JOIN (
    SELECT pull, row_number
    FROM conform.fact_fates
    WHERE source = 'labour_inspection.ratings'
) AS f USING (pull, row_number)
