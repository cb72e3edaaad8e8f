-- 当月缺失的来源。 A county and month with the needed sources that are not full there: without them silence says nothing.
WITH resettlement AS (
    SELECT count(*) = 0 AS is_left_out FROM run.configured WHERE system = 'resettlement'
)
SELECT
    county, month,
    coalesce(
        array_to_string(
            list_sort(list(DISTINCT source) FILTER (
                WHERE state <> 'full' AND source NOT IN ('civil_affairs.assistance', 'resettlement.residents')
            )), ','
        ),
        ''
    ) AS missing,
    bool_or(source = 'civil_affairs.assistance' AND state = 'full') AS assistance_full,
    -- A register that the installation doesn't have leaves nothing open; one that it has speaks where it came in time.
    bool_or(source = 'resettlement.residents' AND state = 'full')
    OR (NOT bool_or(source = 'resettlement.residents')
        AND bool_or(d.is_left_out)) AS resettlement_full,
    bool_or(source = 'monitoring.people' AND state = 'full') AS register_full
FROM verify.coverage
CROSS JOIN resettlement AS d
WHERE source IN (
    'civil_affairs.assistance',
    'hrss.contracts',
    'hrss.employment',
    'hrss.public_posts',
    'monitoring.people',
    'resettlement.residents',
    'social_insurance.contributions',
    'social_insurance.pensions'
)
GROUP BY county, month
