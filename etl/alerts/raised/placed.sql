-- 归入案例的依据。 A row behind a suspicion with the key of its case: by months or rows in unbroken runs, or all of one key.
WITH told AS (
    SELECT f.*, s.cases, s.says AS sentence,
        CASE WHEN s.cases = 'months'
             THEN f.level || '|' || text(f.person) || '|' || text(f.workshop_id) || '|' || text(f.other_workshop_id) || '|' || text(f.scheme)
             ELSE f.key END AS subject
    FROM alerts.found AS f
    JOIN run.alert_stories AS s ON s.code = f.code AND s.story = f.story
),
apart AS (
    SELECT t.*, CASE WHEN cases <> 'rows' AND month_number(from_month) - max(month_number(to_month)) OVER (
            PARTITION BY code, subject ORDER BY from_month, row_ref ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ) > 1 THEN 1 ELSE 0 END AS is_apart
    FROM told AS t
),
numbered AS (
    SELECT a.*, CAST(sum(is_apart) OVER (
            PARTITION BY code, subject ORDER BY from_month, row_ref ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        ) AS BIGINT) AS run
    FROM apart AS a
)
SELECT code, cases, sentence, level, subject, subject || '|' || text(run) AS key, person, workshop_id, other_workshop_id, scheme,
    from_month, to_month, county, row_ref, native_key, role, says, amount, risk, payment, office, part, rule, note
FROM numbered
