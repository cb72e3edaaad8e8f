-- 各县当月不完整的来源。 A county with a workshop: the sources that a verdict needs and that are not full for the month, in codes and in words.
WITH needed AS (
    SELECT w.code AS source, w.zh
    FROM run.words AS w
    WHERE w.list = 'canonical' AND w.code IN (
        'hrss.contracts', 'hrss.employment', 'hrss.public_posts', 'hrss.rosters', 'monitoring.people',
        'social_insurance.contributions', 'social_insurance.pensions'
    )
),
counties AS (
    SELECT DISTINCT county FROM ledger.workshops
),
covered AS (
    SELECT c.county, c.source, c.state
    FROM verify.coverage AS c
    INNER JOIN run.month AS m USING (month)
),
told AS (
    SELECT
        k.county, n.source, n.zh, c.state,
        bool_or(c.state IS NULL) OVER (PARTITION BY k.county) AS is_untold
    FROM counties AS k
    CROSS JOIN needed AS n
    LEFT JOIN covered AS c ON c.county = k.county AND c.source = n.source
)
SELECT
    county,
    listed(source) AS lacking,
    -- In the order of the codes, which are cut off again.
    regexp_replace(replace(listed(source || '=' || zh), ',', '、'), '[a-z_.]+=', '', 'g') AS lacking_zh
FROM told
-- Where nobody says how a needed source stands, nothing counts as full.
WHERE is_untold OR state <> 'full'
GROUP BY county
