-- 已外出和就近务工信息。 A spell of work of a register person, as village staff recorded it.
-- Written by `python -m etl.conform.write` from connectors/outwork/source.yaml.
SELECT
    r.pull_id,
    r.row_number,
    n.form,
    r.person_id,
    r.place_code,
    r.stated_employer,
    r.channel,
    r.pay,
    r.from_month,
    r.to_month,
    r.updated_on,
    n.county
FROM conform.spells_read AS r
JOIN conform.numbered AS n USING (who)
ANTI JOIN (
    SELECT pull, row_number
    FROM conform.fact_fates
    WHERE source = 'outwork.spells'
) AS f USING (pull, row_number)
