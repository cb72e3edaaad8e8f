-- 名录。 An entity on one list.
-- Written by `python -m etl.conform.write` from connectors/industry_lists/source.yaml.
SELECT
    r.pull_id,
    r.row_number,
    n.employer,
    r.list,
    n.uscc,
    n.employer_name AS entity_name,
    n.area_code,
    r.office,
    r.listed_on,
    r.listed_until,
    n.county
FROM conform.listed_entities_read AS r
JOIN conform.numbered AS n USING (who)
ANTI JOIN (
    SELECT pull, row_number
    FROM conform.fact_fates
    WHERE source = 'industry_lists.entities'
) AS f USING (pull, row_number)
