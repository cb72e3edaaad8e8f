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
  plain: {cases: months, says: "{note}，但信息系统当月的记载不属于现行文件计入的任何一类。"}
page:
  looks_for:
    zh: 申报或申领为脱贫人口或监测对象，当月信息系统的记载不属于现行文件计入的任何一类。文件还计入农村低保、特困的（贵州），民政数据不齐全时不报；状态不明的不报。
    en: Declared or claimed as lifted out of poverty or monitored, and by the register in that month of no group that the document counts. Where the document counts rural low income too (Guizhou), nothing is raised unless civil affairs are full; nor where the status is unknown.
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
    SELECT l.row_ref, l.who_same AS person, l.workshop_id, l.month, l.county, l.area, l.span, l.office, s.poverty_exit, s.monitored, s.relocated,
        coalesce(s.low_income, 'unknown') AS low_income
    FROM alerts.live_months AS l
    JOIN policy.schemes_for_groups AS g ON g.area = l.area AND g.scheme = l.scheme
    JOIN verify.status AS s ON s.person = l.who_same AND s.month = l.month
    WHERE NOT g.is_for_anyone AND l.month BETWEEN g.first_month AND g.last_month
),
declared AS (
    SELECT r.row_ref, 'roster' AS role, r.person, r.workshop_id, r.month, r.county, c.area, 0 AS span, r.declared_group AS what,
        r.poverty_exit, r.monitored, r.relocated, coalesce(r.low_income, 'unknown') AS low_income
    FROM verify.roster_verdicts AS r
    JOIN alerts.counties AS c ON c.county = r.county
    WHERE r.declared_group IN ('poverty_exit', 'monitored') AND r.outcome = 'same'
    UNION ALL
    SELECT row_ref, 'payment', person, workshop_id, month, county, area, span, office, poverty_exit, monitored, relocated, low_income
    FROM claimed
),
-- Surely in no group that is counted there, and a document in force.
outside AS (
    SELECT d.row_ref, d.role, d.person, d.workshop_id, d.month, d.county, d.span, d.what
    FROM declared AS d
    JOIN policy.counted_groups AS g ON g.area = d.area
    JOIN policy.documents AS f ON f.area = d.area
    WHERE (NOT g.undelivered OR d.low_income = 'no') AND d.month BETWEEN f.first_month AND f.last_month
        AND (NOT g.counts_poverty_exit OR d.poverty_exit = 'no') AND (NOT g.counts_monitored OR d.monitored = 'no')
        AND (NOT g.counts_relocated OR d.relocated = 'no')
),
whole AS (
    SELECT row_ref FROM outside WHERE role = 'payment' GROUP BY row_ref HAVING count(DISTINCT month) = max(span)
),
told AS (
    SELECT o.*
    FROM outside AS o
    LEFT JOIN whole AS w ON w.row_ref = o.row_ref
    WHERE o.role = 'roster' OR w.row_ref IS NOT NULL
),
-- What the register says of the person, each row of it once a month.
registered AS (
    SELECT DISTINCT t.person, t.workshop_id, t.month, t.county, s.row_ref
    FROM told AS t
    JOIN verify.status AS s ON s.person = t.person AND s.month = t.month
    WHERE s.row_ref IS NOT NULL
),
entries AS (
    SELECT row_ref('monitoring.people', p.pull_id, p.row_number) AS row_ref,
        '信息系统：' || text(p.household_kind) || CASE WHEN p.exit_year IS NOT NULL THEN '，脱贫年度' || text(p.exit_year) ELSE '' END
        || CASE WHEN p.monitored_kind IS NOT NULL THEN '，' || p.monitored_kind ELSE '，不是监测对象' END
        || CASE WHEN p.monitored_from IS NOT NULL THEN '，识别监测时间' || day_zh(p.monitored_from) ELSE '' END
        || CASE WHEN p.risk_cleared_on IS NOT NULL THEN '，风险消除时间' || day_zh(p.risk_cleared_on) ELSE '' END
        || CASE WHEN p.relocated THEN '，易地搬迁' ELSE '' END AS says
    FROM conform.people AS p
    SEMI JOIN (
        SELECT DISTINCT l.register_person_id FROM link.persons AS l SEMI JOIN registered AS r ON r.person = l.person
    ) AS k ON k.register_person_id = p.person_id
)
SELECT 'status_not_in_force' AS code, '' AS story, 'review' AS level, CAST(NULL AS VARCHAR) AS key, o.person, o.workshop_id,
    CAST(NULL AS VARCHAR) AS other_workshop_id, CAST(NULL AS VARCHAR) AS scheme, o.month AS from_month, o.month AS to_month, o.county,
    o.row_ref, CAST(NULL AS VARCHAR) AS native_key, o.role,
    month_zh(o.month) || CASE WHEN o.role = 'payment' THEN '按此类人员申领补贴（' || o.what || '）'
        WHEN o.what = 'poverty_exit' THEN '花名册申报为脱贫人口' ELSE '花名册申报为监测对象' END AS says,
    CAST(NULL AS DECIMAL(18, 2)) AS amount, CAST(NULL AS DECIMAL(18, 2)) AS risk, CAST(NULL AS VARCHAR) AS payment,
    CAST(NULL AS VARCHAR) AS office, CAST(NULL AS VARCHAR) AS part, CAST(NULL AS VARCHAR) AS rule,
    -- A scheme may be for people of more groups than these two.
    CASE o.role WHEN 'payment' THEN '按只给文件计入人员的项目申领补贴' ELSE '花名册申报为脱贫人口或监测对象' END AS note
FROM told AS o
UNION ALL
SELECT 'status_not_in_force', '', 'review', NULL, r.person, r.workshop_id, NULL, NULL, r.month, r.month, r.county, r.row_ref, NULL, 'register',
    coalesce(e.says, '民政或搬迁登记中的人员，防返贫监测信息中没有'), NULL, NULL, NULL, NULL, NULL, NULL, NULL
FROM registered AS r
LEFT JOIN entries AS e ON e.row_ref = r.row_ref
