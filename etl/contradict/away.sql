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
  plain: {cases: months, says: "记载该人员外出务工的月份又在车间花名册上，人难以同时在两地，需核实当月实际在哪里务工。"}
page:
  looks_for:
    zh: 跨省务工交通补助自身期间（不超过三个月）覆盖在册月份；期间更长或求职创业补贴非省外标准的为待核；务工月监测记载当月在外县务工（不是首月、末月，且当月或以后更新过）的为待核。
    en: Cross-province travel aid whose own period, up to three months, covers the roster month; a longer period, or job-seeking aid not at the out-of-province amount, is for review; so is a recorded spell of work in another county that covers the month (neither its first nor its last) and was updated in it or later.
  data:
    zh: 车间月度花名册及核实结果、补贴发放、务工月监测。
    en: Monthly rosters with what the verification found, payments, recorded spells of work.
  clauses: [XD-16]
  false_alarms:
    zh: 务工结束提前返乡。
    en: Came home early.
  check:
    zh: 查车票、用工证明和车间考勤。
    en: Check tickets, proof of work and attendance.
*/
-- 外出务工的月份在车间。 A payment for work in another province, or a recorded spell of work in another county, whose months meet months on a roster.
WITH leaving AS (
    -- Aid for job seekers that is the amount for leaving is paid for no move within the province.
    SELECT DISTINCT b.row_ref
    FROM verify.benefits AS b
    JOIN policy.leaving_amounts AS a
        ON starts_with(b.county, a.area) AND b.from_month >= a.first_month AND b.amount = a.amount
),
payments AS (
    SELECT
        b.person, b.row_ref, b.scheme, b.amount, b.office, b.from_month, b.to_month, p.county AS home,
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
        r.person, r.workshop_id, r.month, p.row_ref, p.scheme, p.amount, p.office, p.from_month, p.to_month,
        -- A workshop that lies outside the person's own province is for review.
        p.is_told AND coalesce(substr(p.home, 1, 2) = substr(r.county, 1, 2), true) AS is_sure
    FROM payments AS p
    JOIN verify.roster_months AS r ON r.person = p.person AND r.month >= p.from_month AND r.month <= p.to_month
    WHERE r.is_registered
),
-- Neither the first nor the last month of a spell says where the person was.
spells AS (
    SELECT
        r.person, r.workshop_id, r.month, s.row_ref, s.from_month, s.to_month, s.place_county, s.names_workshop, s.stated_employer, s.updated_on
    FROM verify.outwork AS s
    JOIN verify.roster_months AS r ON r.person = s.person AND r.number > s.first_number AND r.number < coalesce(s.last_number, r.number + 1)
    WHERE r.is_registered AND s.place_county <> r.county AND s.updated_number >= r.number
),
every AS (
    SELECT
        m.person, m.workshop_id, m.month, m.row_ref, m.is_sure, 'payment' AS role,
        span_zh(m.from_month, m.to_month) || coalesce(w.zh, '外出务工补助') || yuan(m.amount)
        || CASE WHEN m.office IS NULL THEN '' ELSE '（' || m.office || '）' END AS says
    FROM met AS m
    LEFT JOIN run.words AS w ON w.list = 'schemes' AND w.code = m.scheme
    UNION ALL
    SELECT
        person, workshop_id, month, row_ref, false AS is_sure, 'spell' AS role,
        '务工月监测记载' || month_zh(from_month) || CASE WHEN to_month IS NULL THEN '起' ELSE '至' || month_zh(to_month) END || '在'
        || CASE WHEN place_county = '999999' THEN '境外' ELSE '区划代码' || place_county || '的地方' END || '务工'
        || CASE WHEN stated_employer IS NULL THEN '' ELSE '，务工企业“' || stated_employer || '”' END
        || CASE WHEN names_workshop THEN '（就业渠道填写为帮扶车间）' ELSE '' END
        || CASE WHEN updated_on IS NULL THEN '' ELSE '，' || day_zh(updated_on) || '更新' END AS says
    FROM spells
),
months AS (
    SELECT person, workshop_id, month, CASE WHEN bool_or(is_sure) THEN 'contradiction' ELSE 'review' END AS level
    FROM every
    GROUP BY person, workshop_id, month
)
SELECT
    'away' AS code, m.level, m.person, m.workshop_id, CAST(NULL AS VARCHAR) AS other_workshop_id,
    CAST(NULL AS VARCHAR) AS scheme, m.month, p.row_ref, p.role, p.says
FROM every AS p
JOIN months AS m ON m.person = p.person AND m.workshop_id = p.workshop_id AND m.month = p.month
