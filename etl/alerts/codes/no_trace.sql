/*
zh: 领取补贴但无就业痕迹
en: Subsidised without a trace of work
levels: [review]
looks_at: payments
silent_without: [social_insurance.contributions, hrss.contracts, hrss.employment]
anchor: two_rows
money: rows
stories:
  plain: {cases: runs, says: "{span}已发放{total}（{offices}），{note}"}
page:
  looks_for:
    zh: 已发放补贴，而补贴期内此人在该车间的每个在册月份都只有车间自报（至少一个月），其时社保、合同、就业登记数据齐全。居家、种养、贸易类不报。
    en: A subsidy was paid, and every month of its period in which the person is on the roster there rests on the workshop's word alone (one month at least), while contributions, contracts and registrations are full. Home-based work, planting and breeding, trade raise nothing.
  data:
    zh: 补贴申报与发放（数智人社、县级一卡通）、认定台账。
    en: Claims and payments (HRSS, county finance) and the register of workshops.
  false_alarms:
    zh: 现金发工资且未备案。
    en: Paid in cash and not filed.
  check:
    zh: 查工资流水、考勤，走访本人。
    en: Check pay and attendance; visit the person.
*/
-- Contributions, contracts and registrations are full for the months: a verdict of declared_only says so already.
WITH paid AS (
    SELECT row_ref, who_same, workshop_id, from_month, to_month
    FROM alerts.live
    WHERE state = 'paid' AND who_same IS NOT NULL AND workshop_id IS NOT NULL
),
people AS (
    SELECT DISTINCT who_same AS person, workshop_id FROM paid
),
worked AS (
    SELECT r.person, r.workshop_id, r.month, r.verdict, r.row_ref, r.county, r.pay, r."for" AS found
    FROM verify.roster_verdicts AS r
    SEMI JOIN people USING (person, workshop_id)
    LEFT JOIN alerts.workshops AS w ON w.workshop_id = r.workshop_id
    WHERE r.outcome = 'same' AND text(w.kind) NOT IN ('home_based', 'planting_breeding', 'trade')
),
met AS (
    SELECT p.row_ref, w.month, w.verdict, w.row_ref AS roster_ref, w.pay,
        -- Late contributions, and what speaks of work without pay, confirm nothing and are still told.
        CASE WHEN contains(',' || w.found || ',', ',contribution_late,') THEN '、事后补缴的社会保险' ELSE '' END
        || CASE WHEN contains(',' || w.found || ',', ',contribution,') THEN '、社会保险缴费' ELSE '' END
        || CASE WHEN contains(',' || w.found || ',', ',contract,') THEN '、备案合同' ELSE '' END
        || CASE WHEN contains(',' || w.found || ',', ',registration,') THEN '、就业登记' ELSE '' END
        || CASE WHEN contains(',' || w.found || ',', ',account,') THEN '、发过补贴的账号' ELSE '' END
        || CASE WHEN contains(',' || w.found || ',', ',field_check,') THEN '、现场核查' ELSE '' END
        || CASE WHEN contains(',' || w.found || ',', ',survey,') THEN '、务工月监测' ELSE '' END AS traces
    FROM paid AS p
    JOIN worked AS w ON w.person = p.who_same AND w.workshop_id = p.workshop_id
    WHERE w.month BETWEEN p.from_month AND p.to_month
),
traceless AS (
    SELECT row_ref, min(month) AS first_month, max(month) AS last_month, max(traces) <> '' AS has_traces
    FROM met
    GROUP BY row_ref
    HAVING count(*) FILTER (WHERE verdict <> 'declared_only') = 0
),
payments AS (
    SELECT l.*, text(l.who) || '|' || l.workshop_id || '|' || l.scheme AS key,
        '而' || span_zh(t.first_month, t.last_month)
        || CASE WHEN t.has_traces THEN '花名册上的每个月都不能由其他系统证实：只有事后补缴的缴费，或虽有佐证而没有申报工资。'
            ELSE '花名册上的每个月都只有车间自报，社保缴费、备案合同、就业登记中都没有此人在该单位的记录。' END AS note
    FROM alerts.live AS l
    JOIN traceless AS t ON t.row_ref = l.row_ref
)
SELECT 'no_trace' AS code, '' AS story, 'review' AS level, p.key, p.who_same AS person, p.workshop_id,
    CAST(NULL AS VARCHAR) AS other_workshop_id, p.scheme, p.from_month, p.to_month, p.county, p.row_ref, p.native_key,
    'payment' AS role, payment_zh(p.office, p.from_month, p.to_month, p.state, p.amount) AS says, p.amount, p.amount AS risk,
    p.payment, p.office, CAST(NULL AS VARCHAR) AS part, CAST(NULL AS VARCHAR) AS rule, p.note
FROM payments AS p
UNION ALL
SELECT 'no_trace', '', 'review', p.key, p.who_same, p.workshop_id, NULL, p.scheme, m.month, m.month, NULL, m.roster_ref, NULL, 'roster',
    month_zh(m.month) || '花名册申报工资' || yuan(m.pay) || CASE WHEN m.traces = '' THEN '，其他系统没有此人在该单位的记录'
        ELSE '，其他系统只有' || substr(m.traces, 2) END, NULL, NULL, NULL, NULL, NULL, NULL, NULL
FROM payments AS p
JOIN met AS m ON m.row_ref = p.row_ref
