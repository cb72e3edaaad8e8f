-- 因数据不全未说的话。 What a run does not say for want of a source: verdicts by source and month, comparisons by code, '' for all.
WITH held AS (
    SELECT v.month, v.missing
    FROM verify.roster_verdicts AS v
    SEMI JOIN publish.employment AS e USING (row_ref)
    WHERE v.verdict = 'unknown' AND v.missing <> ''
        -- Nobody knows whom the row names: that is not for want of a source.
        AND (v.outcome <> 'unsure' OR contains(',' || v.missing || ',', ',monitoring.people,'))
        -- Somebody who is nobody's for want of the register is.
        AND NOT (v.outcome <> 'same' AND NOT contains(',' || v.missing || ',', ',monitoring.people,') AND (
            v.sure IS NULL OR coalesce(v.declared_group, '') IN ('poverty_exit', 'monitored', 'relocated')
        ))
        AND NOT (
            contains(',' || v.against || ',', ',two_workshops,') AND NOT contains(',' || v."for" || ',', ',field_check,')
        )
),
silent AS (
    SELECT code FROM publish.alert_runs WHERE state = 'could_not_run'
),
counted AS (
    SELECT 'verdicts' AS about, '' AS name FROM held
    UNION ALL
    SELECT 'month', '' FROM held INNER JOIN run.month AS m USING (month)
    UNION ALL
    SELECT 'source', unnest(string_split(missing, ',')) FROM held
    UNION ALL
    SELECT 'runs', '' FROM silent
    UNION ALL
    SELECT 'code', code FROM silent
)
SELECT c.about, c.name, coalesce(w.zh, '') AS zh, count(*) AS many
FROM counted AS c
LEFT JOIN run.words AS w ON w.code = c.name
    AND w.list = CASE WHEN c.about = 'source' THEN 'canonical' WHEN c.about = 'code' THEN 'alert' ELSE '' END
GROUP BY c.about, c.name, w.zh
