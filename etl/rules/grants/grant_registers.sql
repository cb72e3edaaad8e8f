-- 名册完整的县与月份。 A county and month with the groups of which the silence of whole registers speaks, as bits of policy_grants.yaml and 8 for low income.
WITH resettlement AS (
    SELECT count(*) = 0 AS is_left_out FROM run.configured WHERE system = 'resettlement'
)

SELECT
    county AS area,
    month_number(month) AS number,
    CASE WHEN bool_or(source = 'monitoring.people' AND state = 'full') THEN 3 ELSE 0 END
    + CASE
        WHEN bool_or(source = 'monitoring.people' AND state = 'full')
            AND (
                bool_or(source = 'resettlement.residents' AND state = 'full')
                -- One that the installation doesn't have leaves nothing open.
                OR (NOT bool_or(source = 'resettlement.residents') AND bool_or(d.is_left_out))
            )
            THEN 4
        ELSE 0
    END
    + CASE WHEN bool_or(source = 'civil_affairs.assistance' AND state = 'full') THEN 8 ELSE 0 END AS told_groups
FROM verify.coverage
CROSS JOIN resettlement AS d
GROUP BY county, month
