/*
zh: 同一笔补贴两处登记
en: One payment recorded twice
levels: [review]
looks_at: payments
silent_without: [hrss.subsidies, county_finance.disbursements]
does_without: [hrss.workshops]
anchor: two_rows
money: none
is_any_period: true
stories:
  plain: {cases: runs, says: "{span}人社系统与县级一卡通各有一条对象、项目、期间、金额、日期和账号均相同的记录，共{rows}条，按同一笔补贴两处登记看待，各项合计只计一次。"}
page:
  looks_for:
    zh: 数智人社与县级一卡通中同一人（没有人的，同一车间）、同一项目、同一期间、同一金额、同一发放日期和账号的两条记录；日期或账号一侧为空，或人社一侧尚未发放，视为相同。每条记录只配对一次。按一笔计算，涉及金额为零；回答“属实”即认定两笔都已发放，转为“同一补贴重复享受”或“一次性补贴重复享受”。
    en: "A row of HRSS and one of county finance of the same person (or, without one, workshop), scheme, months, amount, pay date and account; empty on one side, or not yet paid by HRSS, counts as equal. Each row pairs once. Counted once, with nothing at risk; the answer confirmed says that both were paid, and the pair is then the same subsidy twice."
  data:
    zh: 补贴申报与发放（数智人社、县级一卡通）。
    en: Claims and payments of HRSS and county finance.
  false_alarms:
    zh: 绝大多数是同一笔钱在审批系统和发放系统各登记一次。
    en: Nearly all are one payment, written down where it was approved and where it was paid.
  check:
    zh: 向银行或财政核对账号当日到账笔数；只到账一笔的答“不属实”，两笔都到账的答“属实”。
    en: "Ask the bank or finance how many payments the account got that day: one, answer not confirmed; two, confirmed."
*/
WITH rows AS (
    -- Of the row of HRSS what HRSS says, whatever finance has paid by then.
    SELECT t.row_ref, t.person, t.workshop_id, t.scheme, t.hrss_state AS state, t.hrss_paid_on AS paid_on FROM verify.twins AS t
    UNION ALL
    SELECT t.other_ref, t.person, t.workshop_id, t.scheme, b.state, b.paid_on
    FROM verify.twins AS t
    JOIN verify.benefits AS b ON b.row_ref = t.other_ref
)
SELECT 'same_payment_twice' AS code, '' AS story, 'review' AS level,
    text(r.person) || '|' || text(r.workshop_id) || '|' || r.scheme AS key, r.person, r.workshop_id,
    CAST(NULL AS VARCHAR) AS other_workshop_id, r.scheme, b.from_month, b.to_month, b.county, r.row_ref, b.native_key,
    CASE WHEN b.source = 'hrss.subsidies' THEN 'approved_payment' ELSE 'payment_again' END AS role,
    payment_zh(b.office, b.from_month, b.to_month, r.state, b.amount)
    || CASE WHEN r.paid_on IS NOT NULL THEN '，发放日期' || day_zh(r.paid_on) ELSE '' END
    || CASE WHEN length(b.account) > 4 THEN '，账号尾号' || right(b.account, 4) ELSE '' END AS says,
    CAST(NULL AS DECIMAL(18, 2)) AS amount, CAST(NULL AS DECIMAL(18, 2)) AS risk, CAST(NULL AS VARCHAR) AS payment,
    b.office, CAST(NULL AS VARCHAR) AS part, CAST(NULL AS VARCHAR) AS rule, CAST(NULL AS VARCHAR) AS note
FROM rows AS r
JOIN verify.benefits AS b ON b.row_ref = r.row_ref
