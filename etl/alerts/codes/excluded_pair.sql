/*
zh: 互斥补贴同时享受
en: Two subsidies that exclude each other
levels: [duplicate]
looks_at: payments
rests_on: excludes
silent_without: [hrss.subsidies]
anchor: two_rows
money: rows
is_prechecked: true
stories:
  code: {cases: rows, says: "{span}间，同一统一社会信用代码下享受了只能择一的两项补贴，共{rows}笔，经办部门：{offices}；按其中较小一项计，涉及{risk}。"}
  month: {cases: months, says: "同一人同一月份既由单位又由个人享受同类补贴，两者不能并存。"}
  premises: {cases: runs, says: "{span}享受场地租金补助{total}（{offices}），而认定台账记载该车间场地为政府投资或集体产权免费使用，没有应付的租金。"}
page:
  looks_for:
    zh: 条款规定只能择一的两项补贴并存：山西阶梯奖励与一次性吸纳（同一信用代码，任何时期）；同一人同月既由单位又由个人享受社会保险补贴；场地为政府投资或集体产权免费使用却享受租金补助。涉及金额取较小一项之和。
    en: "Two subsidies of which a clause lets one choose only one: in Shanxi the tier award and one-off hiring at one credit code in any period; social insurance to the employer and to the same person for the same month; rent for premises that are free. At risk is the smaller of the two sums."
  data:
    zh: 补贴申报与发放（数智人社、县级一卡通）、认定台账。
    en: Claims and payments (HRSS, county finance) and the register of workshops.
  clauses: [SX-3.5.3, XD-17, XD-09b, XD-38]
  false_alarms:
    zh: 认定台账的场地性质登记有误时会误报；贵州不禁止奖补与吸纳补贴并存，不报。
    en: "Premises registered wrongly. Guizhou forbids no award beside the hiring subsidy: nothing is raised."
  check:
    zh: 核对认定台账的场地性质和租赁合同；阶梯奖励与吸纳补贴请看是否由同一主体申领。
    en: Check the premises in the register against the lease; of awards and hiring subsidies, whether one operator drew both.
*/
WITH sides AS (
    SELECT '码|' || coalesce(l.uscc, w.uscc, l.unit) || '|' || p.rule AS key, 'code' AS story, l.row_ref, p.side, p.other, p.rule, l.amount,
        l.from_month, l.to_month
    FROM alerts.live AS l
    JOIN policy.pairs AS p ON p.area = l.area AND p.scheme = l.scheme
    LEFT JOIN alerts.workshops AS w ON w.workshop_id = l.workshop_id
    WHERE p.kind = 'excludes' AND p.per = 'credit_code' AND l.from_month BETWEEN p.first_month AND p.last_month
        AND p.beneficiary_kind IN ('', l.beneficiary_kind) AND l.unit IS NOT NULL
    UNION ALL
    SELECT text(l.who) || '|' || p.rule || '|' || text(l.month), 'month', l.row_ref, p.side, p.other, p.rule, l.share, l.month, l.month
    FROM alerts.live_months AS l
    JOIN policy.pairs AS p ON p.area = l.area AND p.scheme = l.scheme
    WHERE p.kind = 'excludes' AND p.per = 'person_month' AND l.month BETWEEN p.first_month AND p.last_month
        AND p.beneficiary_kind IN ('', l.beneficiary_kind) AND l.who IS NOT NULL
),
-- At risk is the side with the smaller sum.
both_sides AS (
    SELECT key, CASE WHEN sum(CASE WHEN side = 0 THEN amount END) <= sum(CASE WHEN side = 1 THEN amount END) THEN 0 ELSE 1 END AS smaller
    FROM sides
    GROUP BY key
    HAVING count(DISTINCT side) = 2
),
met AS (
    SELECT s.key, s.story, s.other, s.rule, s.from_month, s.to_month, s.amount AS part, l.row_ref, l.native_key, l.who, l.workshop_id,
        l.scheme, l.county, l.office, l.payment,
        text(z.zh) || '，' || payment_zh(l.office, l.from_month, l.to_month, l.state, l.amount) AS says,
        CASE WHEN s.side = b.smaller THEN s.amount ELSE CAST(0 AS DECIMAL(18, 2)) END AS risk
    FROM sides AS s
    JOIN both_sides AS b ON b.key = s.key
    JOIN alerts.live AS l ON l.row_ref = s.row_ref
    LEFT JOIN run.words AS z ON z.list = 'schemes' AND z.code = l.scheme
),
shops AS (
    SELECT key, max(workshop_id) AS workshop_id FROM met WHERE story = 'month' GROUP BY key
),
premises AS (
    SELECT l.row_ref, min(p.rule) AS rule
    FROM alerts.live AS l
    JOIN policy.excluded_premises AS p ON p.area = l.area AND p.scheme = l.scheme
    JOIN alerts.workshops AS w ON w.workshop_id = l.workshop_id AND w.premises = p.premises
    WHERE l.from_month BETWEEN p.first_month AND p.last_month
    GROUP BY l.row_ref
)
SELECT 'excluded_pair' AS code, m.story, 'duplicate' AS level, m.key, CAST(NULL AS BIGINT) AS person, m.workshop_id,
    CAST(NULL AS VARCHAR) AS other_workshop_id, m.scheme, m.from_month, m.to_month, m.county, m.row_ref, m.native_key,
    'payment' AS role, m.says, m.part AS amount, m.risk, m.payment, m.office, CAST(NULL AS VARCHAR) AS part, m.rule,
    CAST(NULL AS VARCHAR) AS note
FROM met AS m
WHERE m.story = 'code'
UNION ALL
SELECT 'excluded_pair', m.story, 'duplicate', NULL, m.who, s.workshop_id, NULL, CASE WHEN m.scheme = m.other THEN m.scheme END,
    m.from_month, m.to_month, m.county, m.row_ref, m.native_key, 'payment', m.says, m.part, m.risk, m.payment, m.office, NULL, m.rule,
    NULL
FROM met AS m
JOIN shops AS s ON s.key = m.key
WHERE m.story = 'month'
UNION ALL
SELECT 'excluded_pair', 'premises', 'duplicate', '场地|' || l.workshop_id || '|' || l.scheme, NULL, l.workshop_id, NULL, l.scheme,
    l.from_month, l.to_month, l.county, l.row_ref, l.native_key, 'payment',
    payment_zh(l.office, l.from_month, l.to_month, l.state, l.amount), l.amount, l.amount, l.payment, l.office, NULL, p.rule, NULL
FROM premises AS p
JOIN alerts.live AS l USING (row_ref)
