-- 乡村公益性岗位在岗人员。 A person's tenure in a public-welfare post.
-- Written by `python -m etl.conform.write` from connectors/hrss/source.yaml.
SELECT
    r.pull_id,
    r.row_number,
    n.form,
    r.row_id,
    r.post_name,
    n.area_code,
    r.started_on,
    r.ended_on,
    r.fund,
    r.monthly_allowance,
    n.county,
    r.updated_at
FROM conform.public_posts_read AS r
JOIN conform.numbered AS n USING (who)
ANTI JOIN (
    SELECT pull, row_number
    FROM conform.fact_fates
    WHERE source = 'hrss.public_posts'
) AS f USING (pull, row_number)
