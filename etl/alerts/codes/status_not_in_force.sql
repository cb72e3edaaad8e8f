/*
zh: 当月身份不符
en: Not of the declared group in that month
levels: [review]
looks_at: rosters
rests_on: document
silent_without: [monitoring.people]
anchor: first_month
money: months
explains: {person: 8}
stories:
  plain: {cases: months, says: "申报或申领时按脱贫人口或监测对象计，但信息系统当月的记载不属于现行文件计入的任何一类。"}
page:
  looks_for:
    zh: 申报或申领为脱贫人口或监测对象，当月信息系统的记载不属于现行文件计入的任何一类。文件计入而没有来源提供的类别（如贵州的低保、特困）存在时不报；状态不明的不报。
    en: Declared or claimed as lifted out of poverty or monitored, and by the register in that month of no group that the document counts. Nothing is raised where the document counts a group that no source delivers (in Guizhou, those on allowance), or the status is unknown.
  data:
    zh: 车间月度花名册及核实结果。
    en: Monthly rosters with what the verification found.
  false_alarms:
    zh: 风险消除日期登记滞后；申领行只有在整个期间都不属于时才报。
    en: The day on which a risk was cleared is recorded late. A claim is meant only where the whole of its period is outside.
  check:
    zh: 核对当月身份和消除时间。
    en: Check the status of the month and when it ended.
*/
-- Of a claim every month counts: the person is in no such group in any month of the row.
WITH claimed AS (
    SELECT l.row_ref, l.who_same AS person, l.workshop_id, l.month, l.county, l.area, l.span, l.office, s.poverty_exit, s.monitored, s.relocated
    FROM alerts.live_months AS l
    JOIN policy.schemes_for_groups AS g ON g.area = l.area AND g.scheme = l.scheme
    JOIN verify.status AS s ON s.person = l.who_same AND s.month = l.month
    WHERE NOT g.is_for_anyone AND l.month BETWEEN g.first_month AND g.last_month
),
declared AS (
    SELECT r.row_ref, 'roster' AS role, r.person, r.workshop_id, r.month, r.county, c.area, 0 AS span, r.declared_group AS what,
        r.poverty_exit, r.monitored, r.relocated
    FROM verify.roster_verdicts AS r
    JOIN alerts.counties AS c ON c.county = r.county
    WHERE r.declared_group IN ('poverty_exit', 'monitored') AND r.outcome = 'same'
    UNION ALL
    SELECT row_ref, 'payment', person, workshop_id, month, county, area, span, office, poverty_exit, monitored, relocated FROM claimed
),
-- Surely in no group that is counted there, and a document in force.
outside AS (
    SELECT d.row_ref, d.role, d.person, d.workshop_id, d.month, d.county, d.span, d.what
    FROM declared AS d
    JOIN policy.counted_groups AS g ON g.area = d.area
    JOIN policy.documents AS f ON f.area = d.area
    WHERE NOT g.undelivered AND d.month BETWEEN f.first_month AND f.last_month
        AND (NOT g.counts_poverty_exit OR d.poverty_exit = 'no') AND (NOT g.counts_monitored OR d.monitored = 'no')
        AND (NOT g.counts_relocated OR d.relocated = 'no')
),
whole AS (
    SELECT row_ref FROM outside WHERE role = 'payment' GROUP BY row_ref HAVING count(DISTINCT month) = max(span)
)
SELECT 'status_not_in_force' AS code, '' AS story, 'review' AS level, CAST(NULL AS VARCHAR) AS key, o.person, o.workshop_id,
    CAST(NULL AS VARCHAR) AS other_workshop_id, CAST(NULL AS VARCHAR) AS scheme, o.month AS from_month, o.month AS to_month, o.county,
    o.row_ref, CAST(NULL AS VARCHAR) AS native_key, o.role,
    month_zh(o.month) || CASE WHEN o.role = 'payment' THEN '按此类人员申领补贴（' || o.what || '）'
        WHEN o.what = 'poverty_exit' THEN '花名册申报为脱贫人口' ELSE '花名册申报为监测对象' END AS says,
    CAST(NULL AS DECIMAL(18, 2)) AS amount, CAST(NULL AS DECIMAL(18, 2)) AS risk, CAST(NULL AS VARCHAR) AS payment,
    CAST(NULL AS VARCHAR) AS office, CAST(NULL AS VARCHAR) AS part, CAST(NULL AS VARCHAR) AS rule, CAST(NULL AS VARCHAR) AS note
FROM outside AS o
LEFT JOIN whole AS w ON w.row_ref = o.row_ref
WHERE o.role = 'roster' OR w.row_ref IS NOT NULL
