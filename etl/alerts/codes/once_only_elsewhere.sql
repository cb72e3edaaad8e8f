/*
zh: 同一人在其他车间再次享受一次性补贴
en: A one-off subsidy again at another workshop
levels: [review]
looks_at: payments
rests_on: once
silent_without: [hrss.subsidies]
does_without: [hrss.training]
anchor: two_rows
money: rows
is_any_period: true
is_prechecked: true
stories:
  plain: {cases: rows, says: "{span}间，同一人在{parts}个车间各享受一次同一项一次性补贴，合计{total}，经办部门：{offices}；在后一车间享受的{risk}需核实是否应当再发。"}
page:
  looks_for:
    zh: 按人和车间只发一次的补贴，同一人在两个车间各有一笔有效记录。文件未明文禁止，只请核实。
    en: "A subsidy granted once per person and workshop, live for the same person at two workshops. No document forbids it: to be checked only."
  data:
    zh: 补贴申报与发放（数智人社、县级一卡通）、认定台账。
    en: Claims and payments (HRSS, county finance) and the register of workshops.
  clauses: [XD-18, XD-27, XD-42, GZ-5.3, XD-47]
  false_alarms:
    zh: 真实转到另一车间就业的，可以再次享受。
    en: Somebody who really moved to the other workshop may have it again.
  check:
    zh: 核对两个车间的用工起止时间和合同。
    en: Check from when to when the person worked at both, and the contracts.
*/
-- Rows that overlap in a scope are one benefit between them: those are same_scheme_overlap.
WITH overlapping AS (
    SELECT DISTINCT row_ref, key AS scope FROM alerts.beyond WHERE kind = 'scope' AND payments > room
),
several AS (
    SELECT b.key
    FROM alerts.beyond AS b
    LEFT JOIN overlapping AS o ON o.row_ref = b.row_ref
    WHERE b.kind = 'elsewhere'
    GROUP BY b.key
    HAVING count(DISTINCT coalesce(o.scope, b.payment)) > 1
)
SELECT 'once_only_elsewhere' AS code, '' AS story, 'review' AS level, b.key, b.who AS person, l.workshop_id,
    CAST(NULL AS VARCHAR) AS other_workshop_id, l.scheme, l.from_month, l.to_month, l.county, l.row_ref, l.native_key,
    'payment' AS role, payment_zh(l.office, l.from_month, l.to_month, l.state, l.amount) AS says, l.amount, b.risk, b.payment,
    l.office, l.unit AS part, b.rule, CAST(NULL AS VARCHAR) AS note
FROM alerts.beyond AS b
SEMI JOIN several AS s ON s.key = b.key
JOIN alerts.live AS l ON l.row_ref = b.row_ref
WHERE b.kind = 'elsewhere'
