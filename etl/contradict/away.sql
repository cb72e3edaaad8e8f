/*
zh: 外出务工与车间同月
en: Working away and on the roster in one month
levels: [contradiction, review]
looks_at: rosters
silent_without: [hrss.subsidies, county_finance.disbursements]
anchor: first_month
money: months
explains: {person: 15}
cites: {"": XD-16}
correction: {source: hrss.subsidies, column: from_month}
stories:
  plain: {cases: months, says: "该人员享受跨省务工补助的月份又在本地车间花名册上，不可能同时在两地。"}
page:
  looks_for:
    zh: 跨省务工交通补助自身期间（不超过三个月）覆盖在册月份；期间更长或求职创业补贴非省外标准的为待核。
    en: Cross-province travel aid whose own period, up to three months, covers the roster month; a longer period, or job-seeking aid not at the out-of-province amount, is for review.
  data:
    zh: 车间月度花名册及核实结果。
    en: Monthly rosters with what the verification found.
  clauses: [XD-16]
  false_alarms:
    zh: 务工结束提前返乡。
    en: Came home early.
  check:
    zh: 查车票、用工证明和车间考勤。
    en: Check tickets, proof of work and attendance.
*/
-- 领取外出务工补助的月份在车间。 A payment for work in another province whose own months meet months on a roster.
WITH leaving AS (
    -- Aid for job seekers that is the amount for leaving is paid for no move within the province.
    SELECT DISTINCT b.row_ref
    FROM verify.benefits AS b
    JOIN policy.leaving_amounts AS a
        ON starts_with(b.county, a.area) AND b.from_month >= a.first_month AND b.amount = a.amount
),
payments AS (
    SELECT
        b.person, b.row_ref, b.amount, b.office, b.from_month, b.to_month, p.county AS home,
        -- A longer period doesn't say in which of its months the person was away.
        month_number(b.to_month) - month_number(b.from_month) + 1 <= t.leaving_months
        AND (b.scheme = 'TRAVEL' OR l.row_ref IS NOT NULL) AS is_told
    FROM verify.benefits AS b
    CROSS JOIN policy.limits AS t
    LEFT JOIN leaving AS l ON l.row_ref = b.row_ref
    LEFT JOIN link.persons AS p ON p.person = b.person
    WHERE b.is_live AND b.outcome = 'same' AND b.scheme IN ('TRAVEL', 'JOB_SEEKING_ONCE')
),
met AS (
    SELECT
        r.person, r.workshop_id, r.month, p.row_ref, p.amount, p.office, p.from_month, p.to_month,
        -- A workshop that lies outside the person's own province is for review.
        p.is_told AND coalesce(substr(p.home, 1, 2) = substr(r.county, 1, 2), true) AS is_sure
    FROM payments AS p
    JOIN verify.roster_months AS r ON r.person = p.person AND r.month >= p.from_month AND r.month <= p.to_month
    WHERE r.is_registered
),
months AS (
    SELECT person, workshop_id, month, CASE WHEN bool_or(is_sure) THEN 'contradiction' ELSE 'review' END AS level
    FROM met
    GROUP BY person, workshop_id, month
)
SELECT
    'away' AS code, m.level, m.person, m.workshop_id, CAST(NULL AS VARCHAR) AS other_workshop_id,
    CAST(NULL AS VARCHAR) AS scheme, m.month, p.row_ref, 'payment' AS role,
    month_zh(p.from_month) || '至' || month_zh(p.to_month) || '外出务工补助' || yuan(p.amount)
    || CASE WHEN p.office IS NULL THEN '' ELSE '（' || p.office || '）' END AS says
FROM met AS p
JOIN months AS m ON m.person = p.person AND m.workshop_id = p.workshop_id AND m.month = p.month
