-- 当月缺失的来源。 A county and month with the needed sources that are not full there: without them silence says nothing.
SELECT
    county, month,
    coalesce(
        array_to_string(
            list_sort(list(DISTINCT source) FILTER (WHERE state <> 'full' AND source <> 'civil_affairs.assistance')), ','
        ),
        ''
    ) AS missing,
    bool_or(source = 'civil_affairs.assistance' AND state = 'full') AS assistance_full,
    bool_or(source = 'monitoring.people' AND state = 'full') AS register_full
FROM verify.coverage
WHERE source IN (
    'civil_affairs.assistance',
    'hrss.contracts',
    'hrss.employment',
    'hrss.public_posts',
    'monitoring.people',
    'social_insurance.contributions',
    'social_insurance.pensions'
)
GROUP BY county, month
