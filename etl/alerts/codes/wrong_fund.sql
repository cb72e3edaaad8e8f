/*
zh: 资金来源不符
en: Paid from a fund that is not allowed
levels: [review]
looks_at: payments
rests_on: fund
silent_without: [hrss.subsidies]
anchor: two_rows
money: rows
is_prechecked: true
stories:
  plain: {cases: runs, says: "{span}享受的补贴{total}（{offices}）列支于{note}，不在条款允许的资金之列。"}
page:
  looks_for:
    zh: 有效记录的资金来源不在条款允许之列。钦州公益性岗位按当月是否监测对象区分；身份不明、资金未写明的不报。
    en: A live row from a fund that its clause does not allow. Qinzhou's public posts differ by whether the person is monitored in the month. Unknown status or fund raises nothing.
  data:
    zh: 补贴申报与发放（数智人社、县级一卡通）、认定台账。
    en: Claims and payments (HRSS, county finance) and the register of workshops.
  clauses: [QZ-11.1.2, QZ-11.1.4, SX-3.7.3, GX-4.2.6]
  false_alarms:
    zh: 资金来源编码填错。
    en: The code of the fund written wrongly.
  check:
    zh: 核对资金文件和指标单。
    en: Check the paper and allotment of the fund.
*/
-- Where the clause splits by the person's status in the month, an unknown status raises nothing.
-- Several clauses may each allow funds: a fund that one of them allows is right.
WITH wrong AS (
    SELECT l.row_ref, min(f.rule) AS rule
    FROM alerts.live AS l
    JOIN policy.funds AS f ON f.area = l.area AND f.scheme = l.scheme
    LEFT JOIN verify.status AS s ON s.person = l.who_same AND s.month = l.from_month
    WHERE l.fund IS NOT NULL AND l.from_month BETWEEN f.first_month AND f.last_month
        AND f.who IN ('always', CASE s.monitored WHEN 'yes' THEN 'monitored' WHEN 'no' THEN 'not_monitored' END)
    GROUP BY l.row_ref
    HAVING count(*) FILTER (WHERE f.fund = l.fund) = 0
)
SELECT 'wrong_fund' AS code, '' AS story, 'review' AS level,
    text(l.who) || '|' || text(l.workshop_id) || '|' || text(l.uscc) || '|' || l.scheme || '|' || l.fund AS key, l.who AS person,
    l.workshop_id, CAST(NULL AS VARCHAR) AS other_workshop_id, l.scheme, l.from_month, l.to_month, l.county, l.row_ref,
    l.native_key, 'payment' AS role,
    payment_zh(l.office, l.from_month, l.to_month, l.state, l.amount) AS says,
    l.amount, l.amount AS risk, l.payment, l.office, CAST(NULL AS VARCHAR) AS part, w.rule, coalesce(n.zh, l.fund) AS note
FROM wrong AS w
JOIN alerts.live AS l USING (row_ref)
LEFT JOIN run.words AS n ON n.list = 'funds' AND n.code = l.fund
