-- 低保与特困人员名册。 A person's spell of one kind of assistance.
-- Written by `python -m etl.conform.write` from connectors/civil_affairs/source.yaml.
SELECT
    r.pull_id,
    r.row_number,
    n.form,
    r.row_id,
    r.kind,
    n.area_code,
    r.from_month,
    r.to_month,
    n.county
FROM conform.assistance_read AS r
JOIN conform.numbered AS n USING (who)
ANTI JOIN (
    SELECT pull, row_number
    FROM conform.fact_fates
    WHERE source = 'civil_affairs.assistance'
) AS f USING (pull, row_number)
