/*
zh: 贴息超出合同
en: Interest subsidy beyond the loan's contract
levels: [review]
looks_at: payments
silent_without: [loans.contracts]
anchor: two_rows
money: rows
is_any_period: true
cites: {"14": SX-3.6.2, "45": XD-11}
stories:
  plain: {cases: rows, says: "{span}享受贷款贴息{total}（{offices}），{note}，超出{risk}。"}
page:
  looks_for:
    zh: 有效贴息超出所属合同（项目编号即合同编号，没有的取该单位当期唯一一份合同；有几份的不报）按“本金×年利率×天数÷365”计算的利息，天数只算补贴月份内、结清之前的；山西贴息月数或贷款本金超过文件规定的部分；同一单位两份享受贴息的合同重叠的天数。
    en: Live interest subsidies beyond principal × rate × days ÷ 365 of their contract (the project number is the contract's, else the one contract of that unit in those months; of several nothing is said), days within the months subsidised and before the loan was paid back; in Shanxi months or principal beyond what the paper grants; days that two subsidised contracts of a unit share.
  data:
    zh: 贷款合同、补贴申报与发放。
    en: Loan contracts; claims and payments.
  clauses: [SX-3.6.2, XD-11, XD-20]
  false_alarms:
    zh: 浮动利率；展期合同未登记。
    en: A floating rate; an extension that was not registered.
  check:
    zh: 查借款合同、利息清单和还款凭证。
    en: Check contract, statement of interest and proof of repayment.
*/
-- 贴息与贷款合同。 A live interest subsidy of a contract for which more was claimed than its interest, its months or its days allow.
WITH subsidised AS (
    SELECT row_ref, native_key, workshop_id, uscc, unit, who, project_id, from_month, to_month, amount, county, area, office, state, payment,
        first_day(from_month) AS first_day, end_day(to_month) AS last_day
    FROM alerts.live
    WHERE scheme = 'LOAN_INTEREST'
),
contracts AS (
    SELECT row_id, kind, upper(uscc) AS uscc, principal, rate, from_on, least(to_on, coalesce(closed_on, to_on)) AS until_on, closed_on < to_on AS is_closed,
        row_ref('loans.contracts', pull_id, row_number) AS row_ref
    FROM conform.loan_contracts
),
by_number AS (
    SELECT s.row_ref, c.row_id FROM subsidised AS s JOIN contracts AS c ON c.row_id = s.project_id
),
by_unit AS (
    SELECT s.row_ref, min(c.row_id) AS row_id
    FROM subsidised AS s
    ANTI JOIN by_number AS n ON n.row_ref = s.row_ref
    JOIN contracts AS c ON c.uscc = upper(coalesce(s.uscc, s.unit)) AND c.from_on <= s.last_day AND c.until_on >= s.first_day
    GROUP BY s.row_ref
    HAVING count(DISTINCT c.row_id) = 1
),
tied AS (
    SELECT s.*, c.row_id, c.kind, c.principal, c.rate, c.from_on, c.until_on, c.is_closed, c.row_ref AS contract_ref, c.uscc AS borrower
    FROM subsidised AS s
    JOIN (SELECT row_ref, row_id FROM by_number UNION ALL SELECT row_ref, row_id FROM by_unit) AS t ON t.row_ref = s.row_ref
    JOIN contracts AS c ON c.row_id = t.row_id
),
-- A month of a contract that is subsidised, once, with the contract's days in it.
months AS (
    SELECT DISTINCT t.row_id, t.kind, m.month, m.number, m.first_day, m.last_day, t.from_on, t.until_on, t.principal, t.rate, t.borrower, t.area
    FROM tied AS t
    JOIN run.calendar AS m ON m.month BETWEEN t.from_month AND t.to_month
),
granted AS (
    SELECT m.area, m.month, max(c.months) AS months, max(c.amount) AS principal
    FROM (SELECT DISTINCT area, month FROM months) AS m
    JOIN policy.caps AS c ON c.area = m.area AND m.month BETWEEN c.first_month AND c.last_month
    WHERE c.scheme = 'LOAN_INTEREST' AND c.per = 'loan'
    GROUP BY m.area, m.month
),
counted AS (
    SELECT m.*, g.months AS most, least(m.principal, coalesce(g.principal, m.principal)) AS base, m.principal > g.principal AS is_large,
        row_number() OVER (PARTITION BY m.row_id, m.area ORDER BY m.number) AS nth,
        greatest(day_number(least(m.last_day, m.until_on)) - day_number(greatest(m.first_day, m.from_on)) + 1, 0) AS days
    FROM months AS m
    LEFT JOIN granted AS g ON g.area = m.area AND g.month = m.month
),
-- Of two contracts that share days the later one's days are the second subsidy.
shared AS (
    SELECT a.row_id, a.month,
        max(greatest(
            day_number(least(a.last_day, a.until_on, b.until_on)) - day_number(greatest(a.first_day, a.from_on, b.from_on)) + 1, 0
        )) AS days,
        bool_or(b.kind <> a.kind) AS is_of_two_kinds
    FROM counted AS a
    JOIN counted AS b
        ON b.borrower = a.borrower AND b.month = a.month AND (b.from_on < a.from_on OR (b.from_on = a.from_on AND b.row_id < a.row_id))
    GROUP BY a.row_id, a.month
),
due AS (
    SELECT c.row_id, bool_or(c.nth > c.most) AS is_long, bool_or(coalesce(c.is_large, FALSE)) AS is_large, bool_or(coalesce(s.days, 0) > 0) AS is_shared,
        bool_or(coalesce(s.days > 0 AND s.is_of_two_kinds, FALSE)) AS is_of_two_kinds,
        CAST(sum(CASE WHEN c.nth > c.most THEN 0 ELSE fen(c.base) * (c.days - coalesce(s.days, 0)) END) AS BIGINT) AS fen_days, max(c.rate) AS rate
    FROM counted AS c
    LEFT JOIN shared AS s ON s.row_id = c.row_id AND s.month = c.month
    GROUP BY c.row_id
),
sums AS (
    SELECT t.row_id, CAST(sum(t.amount) AS DECIMAL(18, 2)) AS total, count(*) AS payments FROM tied AS t GROUP BY t.row_id
),
beyond AS (
    SELECT s.row_id, d.is_long, d.is_large, d.is_shared, d.is_of_two_kinds,
        -- Principal and rate in hundredths, half up to the fen.
        CAST(s.total - of_fen((2 * d.fen_days * fen(d.rate) + 3650000) // 7300000) AS DECIMAL(18, 2)) AS excess, s.payments
    FROM sums AS s
    JOIN due AS d ON d.row_id = s.row_id
),
-- A fen a payment is rounding.
over AS (
    SELECT * FROM beyond WHERE fen(excess) > payments
),
placed AS (
    SELECT t.*, o.excess,
        -- What the interest alone tells, or two contracts of one kind, no clause and no comparison speaks of.
        CASE WHEN NOT (o.is_of_two_kinds OR coalesce(o.is_long, FALSE) OR o.is_large) THEN '' END AS rule,
        '对应合同' || CASE WHEN o.is_shared THEN '与另一份享受贴息的合同时间重叠' WHEN o.is_long THEN '贴息月数超过文件规定'
            WHEN o.is_large THEN '贷款本金超过文件规定' ELSE '按本金、利率和天数计算的利息少于贴息' END AS note,
        row_number() OVER (PARTITION BY t.row_id ORDER BY t.from_month DESC, t.native_key DESC, t.row_ref DESC) AS back
    FROM tied AS t
    JOIN over AS o ON o.row_id = t.row_id
)
SELECT 'loan_excess' AS code, '' AS story, 'review' AS level, text(p.workshop_id) || '|' || text(p.unit) || '|' || p.row_id AS key,
    CAST(NULL AS BIGINT) AS person, p.workshop_id, CAST(NULL AS VARCHAR) AS other_workshop_id, 'LOAN_INTEREST' AS scheme, p.from_month,
    p.to_month, p.county, p.row_ref, p.native_key, 'payment' AS role,
    payment_zh(p.office, p.from_month, p.to_month, p.state, p.amount) AS says, p.amount,
    CASE WHEN p.back = 1 THEN p.excess ELSE CAST(0 AS DECIMAL(18, 2)) END AS risk, p.payment, p.office,
    CAST(NULL AS VARCHAR) AS part, p.rule, p.note
FROM placed AS p
UNION ALL
SELECT 'loan_excess', '', 'review', text(p.workshop_id) || '|' || text(p.unit) || '|' || p.row_id, NULL, p.workshop_id, NULL, 'LOAN_INTEREST',
    p.from_month, p.to_month, p.county, p.contract_ref, NULL, 'loan',
    '合同本金' || yuan(p.principal) || '，年利率' || text(p.rate) || '%，' || day_zh(p.from_on) || '至' || day_zh(p.until_on) || CASE WHEN p.is_closed THEN '结清' ELSE '' END, NULL, NULL, NULL, NULL,
    NULL, NULL, p.note
FROM placed AS p
WHERE p.back = 1
