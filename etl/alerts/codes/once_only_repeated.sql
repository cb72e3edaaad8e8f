/*
zh: 一次性补贴重复享受
en: A one-off subsidy twice
levels: [duplicate, review]
looks_at: payments
rests_on: once
silent_without: [hrss.subsidies]
does_without: [hrss.training]
anchor: two_rows
money: rows
is_any_period: true
is_prechecked: true
stories:
  plain: {cases: rows, says: "{span}间，只发一次的补贴有{payments}笔有效记录，合计{total}，经办部门：{offices}；首笔之外的{risk}涉嫌重复。"}
  kinds: {cases: rows, says: "{span}间，金额不同的一次性奖补有{payments}笔有效记录，合计{total}，经办部门：{offices}；是否可以同时享受，须核定。"}
page:
  looks_for:
    zh: 只发一次的补贴有第二笔有效记录：按人（贵州交通补助、求职创业、跟踪服务、以工代训、一次性创业）；按人和车间（广西、山西培训，一次性吸纳）；按车间（建设补助、阶梯奖励、一次性奖补）。贵州（十一）的三种金额各是一项，同一金额第二笔为重复，另一金额为待核；内蒙古衔接资金、京蒙协作资金的奖补文件没有写一次性，不报。阶梯奖励补差额的另见“阶梯奖补差额”。车间按统一社会信用代码计，更名续办的视为同一车间。
    en: "A second live row of what is granted once: per person (travel in Guizhou, job seeking, follow-up service, work for training, startup); per person and workshop (training in Guangxi and Shanxi, one-off hiring); per workshop (building aid, tier award, site award). The three amounts of Guizhou (11) are awards of their own: the same amount again is a duplicate, another one for review; what Inner Mongolia pays from rural or collaboration funds its paper does not call one-off. The difference to a higher tier is step_up. A workshop is its credit code; one that goes on under a new name is the same."
  data:
    zh: 补贴申报与发放（数智人社、县级一卡通）、认定台账。
    en: Claims and payments (HRSS, county finance) and the register of workshops.
  clauses: [GX-4.3.5, GX-4.9.7, SX-3.2.2, SX-3.5.2, XD-24, XD-28, XD-29, XD-33, XD-43, GZ-4.2, GZ-4.4, GZ-4.6, GZ-5.3, GZ-11.3, GZ-11.4, XD-27, XD-42]
  false_alarms:
    zh: 与“同一补贴重复享受”的享受范围相交的两笔只按那一项报。负责人相同而名称、地址相近的前后两个车间，若实为两家，会误合。
    en: Two rows that overlap in a scope are the same subsidy twice and only that. Two workshops of one manager with like names or addresses that really are two are taken for one.
  check:
    zh: 核对首笔的批次和期间，查认定台账看车间是否更名；确属文件允许再次享受的，附文件。
    en: Check batch and period of the first payment and whether the workshop was renamed; where a document allows a second one, attach it.
*/
-- Rows that overlap in a scope are one benefit between them: those are same_scheme_overlap.
WITH overlapping AS (
    SELECT DISTINCT row_ref, key AS scope FROM alerts.beyond WHERE kind = 'scope' AND payments > room
),
several AS (
    SELECT b.key
    FROM alerts.beyond AS b
    LEFT JOIN overlapping AS o ON o.row_ref = b.row_ref
    WHERE b.kind = 'once' AND NOT b.is_step
    GROUP BY b.key
    HAVING count(DISTINCT coalesce(o.scope, b.payment)) > 1
)
SELECT 'once_only_repeated' AS code, '' AS story, 'duplicate' AS level, b.key, b.who AS person, l.workshop_id,
    CAST(NULL AS VARCHAR) AS other_workshop_id, l.scheme, l.from_month, l.to_month, l.county, l.row_ref, l.native_key,
    'payment' AS role, payment_zh(l.office, l.from_month, l.to_month, l.state, l.amount) AS says, l.amount, b.risk, b.payment,
    l.office, CAST(NULL AS VARCHAR) AS part, b.rule, CAST(NULL AS VARCHAR) AS note
FROM alerts.beyond AS b
SEMI JOIN several AS s ON s.key = b.key
JOIN alerts.live AS l ON l.row_ref = b.row_ref
WHERE b.kind = 'once'
UNION ALL
-- Unlike awards of one place: whether one takes the other's place is for a person to say.
SELECT 'once_only_repeated', 'kinds', 'review', b.key, b.who, l.workshop_id, NULL, l.scheme, l.from_month, l.to_month, l.county, l.row_ref,
    l.native_key, 'payment', payment_zh(l.office, l.from_month, l.to_month, l.state, l.amount), l.amount, b.risk, b.payment, l.office, NULL,
    b.rule, NULL
FROM alerts.beyond AS b
JOIN alerts.live AS l ON l.row_ref = b.row_ref
WHERE b.kind = 'kinds'
