/*
zh: 同一补贴重复享受
en: The same subsidy twice
levels: [duplicate, review]
looks_at: payments
rests_on: scope
silent_without: [hrss.subsidies]
does_without: [hrss.training]
anchor: two_rows
money: rows
is_prechecked: true
stories:
  scope: {cases: rows, says: "{span}同一补贴有{payments}笔有效记录，合计{total}，经办部门：{offices}；只应享受一份，超出部分{risk}。"}
  month: {cases: months, says: "同一人同一月份的同一补贴有两笔或以上有效记录，每月只应享受一份。"}
page:
  looks_for:
    zh: 同一补贴在同一享受范围内有第二笔有效记录（已申报、已审批或已发放，未退回），不论哪个部门、哪项资金。带动就业补贴、（钦州）就业创业服务补助和跨省交通补助按人按年；稳岗补贴、劳务补助、工资补齐、公益性岗位补贴按人按月；社会保险补贴按人按月，且金额、收款方相同；培训类按培训日期相交，没有培训记录的按同期同额；租金、水电、物流、贴息按车间同期同额（级别为待核）；以奖代补按车间和项目。
    en: "A second live row (claimed, approved or paid, not returned) of one subsidy in one scope, from whatever office or fund. The yearly hiring subsidy, and in Qinzhou placement services and travel aid: person and year. Post stability, labour allowance, wage top-up, public post: person and month. Social insurance: person and month where amount and payee are the same. Training: overlapping dates of the records, without records equal period and amount. Rent, utilities, logistics, loan interest: workshop, equal period and amount (for review). Project awards: workshop and project."
  data:
    zh: 补贴申报与发放（数智人社、县级一卡通）、认定台账。
    en: Claims and payments (HRSS, county finance) and the register of workshops.
  clauses: [XD-01, XD-05, XD-07, XD-08, XD-34, GX-4.2.7, SX-3.3.2, QZ-4.1.3]
  false_alarms:
    zh: 分期付款：同一批次、同一人、同一期间的几笔合计等于应发数时视为一笔，不报；不同批次的分期会报，金额风险按超出应发的部分计。两个相邻但不相交的培训班不报。
    en: "Instalments: rows of one batch, person and period that add up to what is due are one payment and raise nothing; instalments in different batches do, at risk is what goes beyond the amount due. Two courses one after the other raise nothing."
  check:
    zh: 调取两笔记录的批次表和银行回单，确认是否为同一人、同一期间；已退回的请补录退回状态。
    en: Get the batch lists and bank slips of both rows; see whether it is one person and one period; record what was returned.
*/
WITH shops AS (
    SELECT b.key, min(l.workshop_id) AS one, max(l.workshop_id) AS two
    FROM alerts.beyond AS b
    JOIN alerts.live AS l USING (row_ref)
    WHERE b.kind = 'month'
    GROUP BY b.key
)
SELECT 'same_scheme_overlap' AS code, 'scope' AS story, b.level, b.key, b.who AS person, l.workshop_id,
    CAST(NULL AS VARCHAR) AS other_workshop_id, l.scheme, l.from_month, l.to_month, l.county, l.row_ref, l.native_key,
    'payment' AS role, payment_zh(l.office, l.from_month, l.to_month, l.state, l.amount) AS says, l.amount, b.risk, b.payment,
    l.office, CAST(NULL AS VARCHAR) AS part, b.rule, CAST(NULL AS VARCHAR) AS note
FROM alerts.beyond AS b
JOIN alerts.live AS l USING (row_ref)
WHERE b.kind = 'scope' AND b.payments > b.room
UNION ALL
SELECT 'same_scheme_overlap', 'month', b.level, NULL, b.who, s.one, CASE WHEN s.one <> s.two THEN s.two END, l.scheme, b.month,
    b.month, l.county, l.row_ref, l.native_key, 'payment',
    payment_zh(l.office, l.from_month, l.to_month, l.state, l.amount), b.amount, b.risk, b.payment, l.office, NULL, b.rule, NULL
FROM alerts.beyond AS b
JOIN alerts.live AS l USING (row_ref)
JOIN shops AS s ON s.key = b.key
WHERE b.kind = 'month'
