/*
zh: 阶梯奖补差额
en: The difference to a higher tier
levels: [review]
looks_at: payments
rests_on: once
silent_without: [hrss.subsidies]
anchor: two_rows
money: rows
is_any_period: true
is_prechecked: true
stories:
  plain: {cases: rows, says: "{span}间，阶梯奖补有{payments}笔有效记录，合计{total}，等于现有人数所达档次的金额（{offices}）；升档后能否补发差额{risk}，文件没有写明，须核定。"}
page:
  looks_for:
    zh: 按档次一次性奖补的车间，后来人数达到更高一档，又有一笔奖补，各笔合计正好等于更高一档的金额。超过的部分由“一次性补贴重复享受”提示。
    en: A workshop with a one-off award by tiers whose head count later reached a higher tier, and another award that makes the sum that tier's amount. What goes beyond is once_only_repeated.
  data:
    zh: 补贴申报与发放（数智人社、县级一卡通）、花名册核实人数。
    en: Claims and payments (HRSS, county finance), verified head counts.
  clauses: [SX-3.5.2]
  false_alarms:
    zh: 两笔是同一档分期发放，或另有批准补差的文件。
    en: One tier paid in instalments, or a paper that allows the difference.
  check:
    zh: 核对两次评定的时间和人数，以及是否有允许补发差额的规定。
    en: Check when and with how many people both awards were decided, and whether a rule allows the difference.
*/
SELECT 'step_up' AS code, '' AS story, 'review' AS level, b.key, CAST(NULL AS BIGINT) AS person, l.workshop_id,
    CAST(NULL AS VARCHAR) AS other_workshop_id, l.scheme, l.from_month, l.to_month, l.county, l.row_ref, l.native_key,
    'payment' AS role, payment_zh(l.office, l.from_month, l.to_month, l.state, l.amount) AS says, l.amount, b.risk, b.payment,
    l.office, CAST(NULL AS VARCHAR) AS part, b.rule, CAST(NULL AS VARCHAR) AS note
FROM alerts.beyond AS b
JOIN alerts.live AS l ON l.row_ref = b.row_ref
WHERE b.kind = 'once' AND b.is_step
