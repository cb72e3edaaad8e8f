-- 车间建设与设备项目。 A project that public or donated money built or equipped a workshop with.
-- Written by `python -m etl.conform.write` from connectors/assets/source.yaml.
SELECT
    r.pull_id,
    r.row_number,
    r.project_id,
    r.project_name,
    r.workshop_id,
    r.area_code,
    r.fund,
    r.investment,
    r.public_amount,
    r.completed_on,
    r.owner,
    r.state,
    r.cleared_on,
    county_of(r.area) AS county
FROM conform.projects_read AS r
ANTI JOIN (
    SELECT pull, row_number
    FROM conform.fact_fates
    WHERE source = 'assets.projects'
) AS f USING (pull, row_number)
