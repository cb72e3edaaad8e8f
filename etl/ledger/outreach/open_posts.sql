-- 县内合适岗位。 A county and an age of somebody to be reached: the open posts for it; nothing where none is known and the list may be incomplete.
WITH ages AS (
    SELECT DISTINCT r.county, r.age
    FROM ledger.reach_subjects AS r
    WHERE r.age IS NOT NULL
),
told AS (
    SELECT c.county
    FROM verify.coverage AS c
    INNER JOIN run.month AS m USING (month)
    WHERE c.source = 'vacancies.posts' AND c.state = 'full'
),
unfilled AS (
    SELECT substr(p.area_code, 1, 6) AS county, p.number, p.age_to
    FROM conform.posts AS p
    CROSS JOIN run.month AS m
    CROSS JOIN policy.limits AS l
    WHERE p.posted_on <= m.last_day
        AND coalesce(p.until_on, CAST(p.posted_on + l.post_days * INTERVAL 1 DAY AS DATE)) >= m.last_day
)
SELECT a.county, a.age, CASE WHEN t.county IS NOT NULL THEN coalesce(CAST(sum(o.number) AS BIGINT), 0) ELSE CAST(sum(o.number) AS BIGINT) END AS posts
FROM ages AS a
LEFT JOIN told AS t ON t.county = a.county
LEFT JOIN unfilled AS o ON o.county = a.county AND coalesce(o.age_to >= a.age, TRUE)
GROUP BY a.county, a.age, t.county
