/*
zh: 补贴超过上限
en: Subsidy above its cap
levels: [duplicate, review]
looks_at: payments
rests_on: cap
silent_without: [hrss.subsidies]
does_without: [hrss.training, social_insurance.contributions]
anchor: two_rows
money: rows
is_any_period: true
is_prechecked: true
stories:
  amount: {cases: rows, says: "{span}享受补贴合计{total}，经办部门：{offices}；{note}，超出{risk}。"}
  months: {cases: months, says: "享受补贴的月份已超过文件规定的最长月数。"}
  loan: {cases: months, says: "同一笔贷款贴息的月份已超过文件规定的最长月数（没有来源标明贷款品种，需核实适用哪一款）。"}
  together: {cases: months, says: "同一人同一月份几笔社会保险补贴之和超过单位实际缴费：{note}。"}
  really: {cases: months, says: "单笔社会保险补贴超过单位当期实际缴费：{note}。"}
  base: {cases: months, says: "单笔社会保险补贴超过按封顶缴费基数计算的金额（文件写明原则上，需核实有无例外）：{note}。"}
page:
  looks_for:
    zh: 有效记录合计超过条款上限：培训单次、交通补助年度或一次、社会保险补贴月数、贷款贴息月数（同一项目编号，没有编号的按单笔看；没有来源标明贷款品种，为待核）、建设与以奖代补对项目投资额的比例；同一人同月几笔社会保险补贴之和、或单笔社会保险补贴超过单位实际缴费（跨月的一笔按其全部月份合计比较；当月完全没有缴费的不算超额，由“不符合条件享受补贴”判断）；缴费基数有封顶的，超过按封顶基数计算的金额。写“原则上”的为待核。
    en: "Live rows that together exceed the cap of a clause: training a session, travel a year or once, months of social insurance, months of loan interest (by project number, without one by row; no source names the kind of loan, so for review), awards and building aid against a share of the investment; several insurance subsidies of a month, or one row, above what the employer really paid (a row over several months is held against all of them; nothing paid at all is no excess but paid though not due); above what a capped base gives. Where the clause says in principle: for review."
  data:
    zh: 补贴申报与发放（数智人社、县级一卡通）、认定台账。
    en: Claims and payments (HRSS, county finance) and the register of workshops.
  clauses: [GX-4.3.3, GX-4.4.3, GX-4.5.2, GX-4.9.6, XD-10, SX-3.6.2, SX-3.8.3, SX-3.8.4, QZ-4.2.2, GZ-4.3, XD-08]
  false_alarms:
    zh: 投资额登记不全；临近退休可延长到退休的人员不按月数报，延长期满以后照报；缴费数据不全的月份不报。
    en: Investment registered incompletely. People near retirement are granted longer and raise nothing until they retire; nor do months without full contributions.
  check:
    zh: 核对项目投资额和验收资料、缴费凭证；“原则上”的例外请附批准文件。
    en: Check the investment and its acceptance, and proofs of contribution; for exceptions in principle attach the approval.
*/
WITH capped AS (
    SELECT CASE c.per
            WHEN 'person_session'
                THEN '次|' || text(l.who) || '|' || text(l.unit) || '|' || l.scheme || '|' || text(l.from_month)
            WHEN 'person_year' THEN '年|' || text(l.who) || '|' || l.scheme || '|' || text(l.from_month // 100)
            ELSE '人|' || text(l.who) || '|' || l.scheme END AS key,
        'amount' AS story, '上限' AS what, l.row_ref, l.native_key, l.from_month, l.from_month AS month, l.amount,
        c.amount AS cap, c.level, l.who AS person, c.rule
    FROM alerts.live AS l
    JOIN policy.caps AS c ON c.area = l.area AND c.scheme = l.scheme
    WHERE c.amount IS NOT NULL AND c.per IN ('person_session', 'person_year', 'person_once') AND l.who IS NOT NULL
        AND l.from_month BETWEEN c.first_month AND c.last_month
    UNION ALL
    -- Awards and building aid of one project against a share of its investment; without a project number the scheme's own.
    SELECT '项|' || l.workshop_id || '|' || coalesce(l.project_id, '无|' || l.scheme), 'amount', '按项目投资额计算的上限', l.row_ref,
        l.native_key, l.from_month, l.from_month, l.amount,
        CAST(w.investment * CAST(c.share AS DECIMAL(18, 4)) AS DECIMAL(18, 2)), c.level, NULL, c.rule
    FROM alerts.live AS l
    JOIN policy.caps AS c ON c.area = l.area AND c.scheme = l.scheme
    JOIN alerts.workshops AS w ON w.workshop_id = l.workshop_id
    WHERE c.share IS NOT NULL AND w.investment > 0 AND l.from_month BETWEEN c.first_month AND c.last_month
),
-- What is claimed for the employer's contributions, month by month, against what was really paid; contributions full.
claimed AS (
    SELECT l.row_ref, l.native_key, l.payment, l.who, l.month, l.from_month, l.to_month, l.span, l.amount, l.share, l.workshop_id, l.area
    FROM alerts.live_months AS l
    JOIN policy.documents AS d ON d.area = l.area
    SEMI JOIN (
        SELECT county, month FROM verify.coverage WHERE source = 'social_insurance.contributions' AND state = 'full'
    ) AS v ON v.county = l.county AND v.month = l.month
    WHERE l.scheme = 'SOCIAL_INSURANCE' AND l.who IS NOT NULL AND l.beneficiary_kind = 'workshop'
        AND l.month BETWEEN d.first_month AND d.last_month
),
-- Few are claimed for, many are insured: whose contributions count is settled before they are read.
insured AS (
    SELECT l.form, l.who FROM alerts.form_people AS l SEMI JOIN claimed AS c ON c.who = l.who
),
contributed AS (
    SELECT i.who, c.month, CAST(sum(c.employer_amount) AS DECIMAL(18, 2)) AS really
    FROM conform.contributions AS c
    JOIN insured AS i ON i.form = c.form
    WHERE c.state = 'paid' AND c.kind IN ('pension', 'unemployment', 'medical', 'injury', 'maternity')
    GROUP BY i.who, c.month
),
own_rule AS (
    SELECT area, min(rule) AS rule FROM policy.granted WHERE scheme = 'SOCIAL_INSURANCE' GROUP BY area
),
insurance AS (
    SELECT c.*, coalesce(r.really, CAST(0 AS DECIMAL(18, 2))) AS really, o.rule,
        min(c.payment) OVER (PARTITION BY c.who, c.month) <> max(c.payment) OVER (PARTITION BY c.who, c.month) AS is_several
    FROM claimed AS c
    LEFT JOIN contributed AS r ON r.who = c.who AND r.month = c.month
    LEFT JOIN own_rule AS o ON o.area = c.area
),
-- Second payments of a month are same_scheme_overlap.
doubled AS (
    SELECT DISTINCT b.who, b.month
    FROM alerts.beyond AS b
    JOIN alerts.live AS l USING (row_ref)
    WHERE b.kind = 'month' AND l.scheme = 'SOCIAL_INSURANCE'
),
under_cap AS (
    SELECT key, story, what, row_ref, native_key, from_month, month, amount, cap, level, person, rule FROM capped
    UNION ALL
    SELECT text(i.who) || '|' || text(i.month), 'together', '', i.row_ref, i.native_key, i.from_month, i.month, i.share, i.really,
        'duplicate', i.who, i.rule
    FROM insurance AS i
    ANTI JOIN doubled AS d ON d.who = i.who AND d.month = i.month
    WHERE i.is_several
),
-- The earliest rows first: each row's part beyond the cap.
laid AS (
    SELECT u.*, sum(amount) OVER (PARTITION BY story, key) AS total,
        sum(amount) OVER (
            PARTITION BY story, key ORDER BY from_month, native_key, row_ref ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        ) AS so_far
    FROM under_cap AS u
),
past AS (
    SELECT story, key, what, row_ref, month, amount, cap, level, person, rule, total,
        CAST(least(greatest(so_far - cap, 0), amount) AS DECIMAL(18, 2)) AS risk
    FROM laid
    WHERE total > cap
),
-- One row of a month: held against all its months together, for it is spread evenly and the contributions are not.
single AS (
    SELECT row_ref, count(DISTINCT month) AS months, CAST(sum(really) AS DECIMAL(18, 2)) AS really_all, min(really) AS least
    FROM insurance
    WHERE NOT is_several
    GROUP BY row_ref
),
alone AS (
    SELECT i.row_ref, i.who, i.workshop_id, i.month, i.from_month, i.to_month, i.span, i.amount, i.area, i.rule, s.really_all
    FROM insurance AS i
    JOIN single AS s ON s.row_ref = i.row_ref
    -- Nothing paid at all is no excess: then the subsidy is not due.
    WHERE NOT i.is_several AND s.months = i.span AND s.least > 0
),
worth AS (
    SELECT person, workshop_id, from_month AS month, amount_high
    FROM rules.entitlements
    WHERE scheme = 'SOCIAL_INSURANCE' AND amount_high IS NOT NULL AND outcome NOT IN ('not_due', 'no_basis') AND from_month = to_month
),
on_capped_base AS (
    SELECT a.row_ref, CAST(sum(w.amount_high) AS DECIMAL(18, 2)) AS most, max(c.rule) AS rule
    FROM alone AS a
    JOIN policy.base_caps AS c ON c.area = a.area AND c.scheme = 'SOCIAL_INSURANCE'
    JOIN worth AS w ON w.person = a.who AND w.workshop_id = a.workshop_id AND w.month = a.month
    WHERE a.month BETWEEN c.first_month AND c.last_month
    GROUP BY a.row_ref
    HAVING count(DISTINCT a.month) = max(a.span)
),
by_month AS (
    SELECT CASE WHEN is_loan THEN 'loan' ELSE 'months' END AS story, row_ref, CASE WHEN NOT is_loan THEN who END AS person, month,
        CASE WHEN is_loan THEN 'review' ELSE level END AS level, share AS risk, rule, CAST(NULL AS VARCHAR) AS note
    FROM alerts.beyond_months
    UNION ALL
    SELECT story, row_ref, person, month, level, risk, rule,
        month_zh(month) || '合计' || yuan(total) || '，单位实际缴费' || yuan(cap)
    FROM past
    WHERE story = 'together'
    UNION ALL
    SELECT CASE WHEN a.amount > a.really_all THEN 'really' ELSE 'base' END, a.row_ref, a.who, a.month,
        CASE WHEN a.amount > a.really_all THEN 'duplicate' ELSE 'review' END,
        CAST(CASE WHEN a.month <> a.from_month THEN 0
            ELSE a.amount - CASE WHEN a.amount > a.really_all THEN a.really_all ELSE b.most END END AS DECIMAL(18, 2)),
        CASE WHEN a.amount > a.really_all THEN a.rule ELSE b.rule END,
        -- Of the row's own months together.
        span_zh(a.from_month, a.to_month) || '补贴' || yuan(a.amount)
        || CASE WHEN a.amount > a.really_all THEN '，单位实际缴费' || yuan(a.really_all) ELSE '，按封顶基数可补' || yuan(b.most) END
    FROM alone AS a
    LEFT JOIN on_capped_base AS b ON b.row_ref = a.row_ref
    WHERE a.amount > a.really_all OR a.amount > b.most
)
SELECT 'over_cap' AS code, p.story, p.level, p.key, p.person, l.workshop_id, CAST(NULL AS VARCHAR) AS other_workshop_id, l.scheme,
    l.from_month, l.to_month, l.county, l.row_ref, l.native_key, 'payment' AS role,
    payment_zh(l.office, l.from_month, l.to_month, l.state, l.amount) AS says, l.amount, p.risk, l.payment, l.office,
    CAST(NULL AS VARCHAR) AS part, p.rule, p.what || yuan(p.cap) AS note
FROM past AS p
JOIN alerts.live AS l USING (row_ref)
WHERE p.story = 'amount'
UNION ALL
SELECT 'over_cap', m.story, m.level, NULL, m.person, l.workshop_id, NULL, l.scheme, m.month, m.month, l.county, l.row_ref,
    l.native_key, 'payment', payment_zh(l.office, l.from_month, l.to_month, l.state, l.amount), NULL, m.risk, l.payment, l.office, NULL,
    m.rule, m.note
FROM by_month AS m
JOIN alerts.live AS l USING (row_ref)
