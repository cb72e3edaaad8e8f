-- 就业转失业与车间退出人员。 A person surely out of work since the loss of a job, or since the workshop ended.
SELECT
    o.kind, o.person_key AS subject, o.person_key, o.workshop_id, CAST(NULL AS VARCHAR) AS uscc, o.county, o.township, o.since,
    w.workshop_name AS last_employer, CAST(NULL AS DECIMAL(18, 2)) AS amount,
    month_zh(o.since) || '起没有就业记录，此前在' || w.workshop_name || '务工'
    || CASE WHEN o.kind <> 'workshop_ended' THEN ''
        -- Of a title that stands the production alone has ended.
        WHEN w.state IN ('revoked', 'deregistered') AND number_of(w.state_on) = o.ended_number
            THEN '，该车间' || month_zh(month_at(o.ended_number)) || '取消或注销'
        ELSE '，该车间' || month_zh(month_at(o.ended_number)) || '停产' END
    || '。请联系本人，提供职业指导、职业介绍等服务。' AS says,
    CAST(NULL AS VARCHAR) AS document, CAST(NULL AS VARCHAR) AS clause, w.area_code,
    month_number(o.since) AS changed_number
FROM ledger.out_of_work AS o
INNER JOIN ledger.workshops AS w ON w.workshop_id = o.workshop_id
INNER JOIN ledger.areas AS a ON a.area_code = w.area_code
WHERE o.is_sought
    AND (
        o.kind = 'workshop_ended'
        OR (a.counts_poverty_exit AND o.poverty_exit = 'yes')
        OR (a.counts_monitored AND o.monitored = 'yes')
        OR (a.counts_relocated AND o.relocated = 'yes')
        OR (a.undelivered AND o.low_income = 'yes')
    )
