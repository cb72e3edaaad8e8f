-- 岗位。 An open post.
-- Written by `python -m etl.conform.write` from connectors/vacancies/source.yaml.
SELECT
    r.pull_id,
    r.row_number,
    n.employer,
    r.row_id,
    n.employer_name,
    n.uscc,
    r.post_name,
    r.number,
    n.area_code,
    r.pay_from,
    r.pay_to,
    r.age_to,
    r.posted_on,
    r.until_on,
    n.county
FROM conform.posts_read AS r
JOIN conform.numbered AS n USING (who)
ANTI JOIN (
    SELECT pull, row_number
    FROM conform.fact_fates
    WHERE source = 'vacancies.posts'
) AS f USING (pull, row_number)
