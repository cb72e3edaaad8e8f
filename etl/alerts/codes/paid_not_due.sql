/*
zh: 不符合条件享受补贴
en: Paid though not due
levels: [duplicate]
looks_at: payments
rests_on: subsidy
silent_without: [hrss.subsidies]
anchor: two_rows
money: rows
stories:
  plain: {cases: runs, says: "{span}已发放{total}（{offices}），按条款核对不符合条件：{note}"}
page:
  looks_for:
    zh: 已发放的记录，其自身的应享结论为“不应享”，不论发给个人、车间还是机构；按月计的只报不应享的月份，认定之外的月份按“未认定或已取消期间享受补贴”报。结论为未到期、无法判断、待人认定、无依据的一律不报；第二笔和超额部分各有其项目，只因超过最长补贴月数而不应享的按“补贴超过上限”报。
    en: A paid row whose own entitlement is not due, whoever was paid (person, workshop, agency); of what is counted by the month the months that are not due, and none outside the title, which have a code of their own. Pending, undetermined, for a person to decide and without basis raise nothing. A second payment and an excess have codes of their own; what is not due for the most months alone is a subsidy above its cap.
  data:
    zh: 补贴申报与发放（数智人社、县级一卡通）、认定台账。
    en: Claims and payments (HRSS, county finance) and the register of workshops.
  false_alarms:
    zh: 花名册工资、保费漏报会使条件不满足；更正数据后自动消除。
    en: Pay or premiums missing on the roster make a condition fail; corrected data clear it.
  check:
    zh: 按说明中列出的条款逐条核对合同、工资表、保单和身份。
    en: "Go through the clauses named: contract, payroll, policy, status."
*/
WITH capped AS (
    SELECT DISTINCT rule AS failed FROM policy.caps WHERE months IS NOT NULL
),
refused AS (
    SELECT e.scheme, e.beneficiary_kind, e.person, coalesce(e.workshop_id, '') AS place,
        CASE WHEN e.beneficiary_kind = 'agency' THEN e.beneficiary_key ELSE '' END AS agency, e.from_month, e.to_month, e.rule, e.says,
        c.failed IS NOT NULL AS is_capped
    FROM rules.entitlements AS e
    LEFT JOIN capped AS c ON c.failed = e.failed
    WHERE e.outcome = 'not_due' AND e.paid > 0
),
counted AS (
    SELECT scheme, max(CASE WHEN period = 'month' THEN 1 ELSE 0 END) = 1 AS is_monthly,
        max(CASE WHEN period = 'dates' THEN 1 ELSE 0 END) = 1 AS is_dated
    FROM policy.scopes
    GROUP BY scheme
),
-- What is paid for a workshop or an agency as a whole names nobody, whatever account or payee stands on the row.
wholes AS (
    SELECT DISTINCT scheme, beneficiary, area FROM policy.grants WHERE NOT of_person
),
subjects AS (
    SELECT DISTINCT l.row_ref, CASE WHEN w.scheme IS NULL THEN l.named END AS named, l.form IS NULL OR w.scheme IS NOT NULL AS is_nobodys
    FROM alerts.live AS l
    LEFT JOIN wholes AS w ON w.scheme = l.scheme AND w.beneficiary = l.beneficiary_kind AND starts_with(l.county, w.area)
),
-- A row belongs to the period that holds its first month; of person-months each month by itself, a training wherever its record
-- meets the row. A row that names a person speaks of that person only where the link is sure.
met AS (
    SELECT l.row_ref, r.person, r.place, l.month, l.share, r.rule, r.says, coalesce(c.is_monthly, FALSE) OR (r.from_month = r.to_month AND l.span > 1 AND NOT coalesce(c.is_dated, FALSE)) AS is_monthly
    FROM alerts.live_months AS l
    JOIN subjects AS s ON s.row_ref = l.row_ref
    JOIN refused AS r ON r.scheme = l.scheme AND r.place = coalesce(l.workshop_id, '') AND r.beneficiary_kind = l.beneficiary_kind
        AND r.agency = CASE WHEN l.beneficiary_kind = 'agency' THEN coalesce(l.uscc, '') ELSE '' END
        AND CASE WHEN r.person IS NULL THEN s.is_nobodys ELSE r.person = s.named END
    LEFT JOIN counted AS c ON c.scheme = l.scheme
    -- Nothing fails but the most months that are granted: that excess is over_cap.
    ANTI JOIN alerts.over_cap AS x ON r.is_capped AND x.row_ref = l.row_ref AND l.month BETWEEN x.from_month AND x.to_month
    -- Months outside the title are outside_recognition.
    ANTI JOIN alerts.untitled AS o ON o.row_ref = l.row_ref AND o.month = l.month
    WHERE l.state = 'paid' AND l.month BETWEEN r.from_month AND r.to_month
        AND (l.month = l.from_month OR coalesce(c.is_monthly OR c.is_dated, FALSE) OR (r.from_month = r.to_month AND l.span > 1))
),
parts AS (
    SELECT row_ref, person, place, min(CASE WHEN is_monthly THEN month END) AS first_month,
        max(CASE WHEN is_monthly THEN month END) AS last_month, count(DISTINCT CASE WHEN is_monthly THEN month END) AS months,
        CAST(sum(CASE WHEN is_monthly THEN share END) AS DECIMAL(18, 2)) AS share, max(rule) AS rule,
        -- Of several months each reason once; the months stand beside it.
        array_to_string(list_sort(list(DISTINCT regexp_replace(says, '^[0-9]+年([0-9]+月)?(至([0-9]+年)?[0-9]+月)?不符合条件：', ''))), '') AS note
    FROM met
    GROUP BY row_ref, person, place
),
found AS (
    SELECT p.person, l.workshop_id, l.scheme, p.rule, p.note, l.row_ref, l.native_key, l.county, l.office, l.state, l.amount, l.payment,
        l.from_month AS first_month, l.to_month AS last_month,
        -- Of a row with months that are due the even share of those that are not.
        CASE WHEN p.months > 0 AND p.months < l.span THEN least(p.share, l.amount) ELSE l.amount END AS part,
        coalesce(p.first_month, l.from_month) AS from_month, coalesce(p.last_month, l.to_month) AS to_month,
        l.scheme || '|' || text(p.person) || '|' || p.place || '|' || text(l.beneficiary_kind)
        || CASE WHEN l.beneficiary_kind = 'agency' THEN '|' || text(l.uscc) ELSE '' END AS key
    FROM parts AS p
    JOIN alerts.live AS l USING (row_ref)
),
-- The person's months there in the row's years: what was worked, paid and covered, and by which agreement.
worked AS (
    SELECT f.key, f.person, f.workshop_id, f.scheme, f.rule, f.note, r.row_ref, r.month,
        least(greatest(r.month, f.from_month), f.to_month) AS told_in,
        month_zh(r.month) || '在册，' || CASE r.verdict WHEN 'confirmed' THEN '已核实' WHEN 'declared_only' THEN '只有车间自报'
            WHEN 'contradicted' THEN '有矛盾' ELSE '不能核实' END
        || CASE WHEN r.pay IS NULL THEN '' ELSE '，申报工资' || yuan(r.pay) END
        || CASE WHEN r.accident_premium > 0 THEN '，意外险保费' || yuan(r.accident_premium) ELSE '，没有意外险保费' END
        || CASE r.agreement_kind WHEN 'labour_contract' THEN '，劳动合同' WHEN 'service_agreement' THEN '，劳务协议'
            WHEN 'piecework_contract' THEN '，承揽合同' ELSE '，没有合同或协议' END
        || CASE WHEN r.poverty_exit = 'yes' OR r.monitored = 'yes' THEN '' WHEN r.poverty_exit = 'no' AND r.monitored = 'no'
            THEN '，当月不是脱贫人口或监测对象' ELSE '，当月身份不明' END AS says
    FROM found AS f
    JOIN verify.roster_verdicts AS r ON r.person = f.person AND r.workshop_id = f.workshop_id
    WHERE r.outcome = 'same' AND r.month // 100 BETWEEN f.from_month // 100 AND f.to_month // 100
)
SELECT 'paid_not_due' AS code, '' AS story, 'duplicate' AS level, l.key, l.person, l.workshop_id, CAST(NULL AS VARCHAR) AS other_workshop_id,
    l.scheme, l.from_month, l.to_month, l.county, l.row_ref, l.native_key, 'payment' AS role,
    payment_zh(l.office, l.first_month, l.last_month, l.state, l.amount)
    || CASE WHEN l.part < l.amount THEN '，其中' || span_zh(l.from_month, l.to_month) || '的' || yuan(l.part) ELSE '' END
    || '（' || rtrim(l.note, '。') || '）' AS says, l.part AS amount, l.part AS risk, l.payment, l.office,
    CAST(NULL AS VARCHAR) AS part, l.rule, l.note
FROM found AS l
UNION ALL
SELECT 'paid_not_due', '', 'duplicate', w.key, w.person, w.workshop_id, NULL, w.scheme, w.told_in, w.told_in, NULL, w.row_ref, NULL, 'roster',
    w.says, NULL, NULL, NULL, NULL, NULL, w.rule, w.note
FROM worked AS w
