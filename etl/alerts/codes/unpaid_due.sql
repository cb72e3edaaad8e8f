/*
zh: 应享未享
en: Due and never paid
levels: [inform]
looks_at: entitlements
rests_on: subsidy
anchor: first_month
money: none
stories:
  plain: {cases: runs, says: "{span}按条款核对符合条件，应享{total}，未见申报或发放记录。"}
  chosen: {cases: runs, says: "{span}按条款核对符合条件，应享{total}，未见申报或发放记录；{note}"}
page:
  looks_for:
    zh: 应享结论为“应享”，期间已结束，而没有任何申报或发放。仅供参考，金额写在文字里，涉及金额为零。
    en: An entitlement is due, its period is over, and nothing was claimed or paid. For information; the amount stands in the text, nothing is at risk.
  data:
    zh: 应享计算结果、补贴记录。
    en: Entitlements, claims and payments.
  false_alarms:
    zh: 已在系统外发放；经营主体已选择另一项只能择一的补贴（说明中写明）。
    en: Paid outside the systems; the operator chose the other of two subsidies (the text says so).
  check:
    zh: 通知车间或本人申领。
    en: Tell the workshop or the person to claim.
*/
WITH due AS (
    SELECT e.entitlement_id, e.person, e.workshop_id, e.scheme, e.from_month, e.to_month, e.rule, e.amount_due, text(w.county) AS county,
        CASE WHEN e.instead IS NULL THEN '' ELSE 'chosen' END AS story, '经营主体已享受' || e.instead || '，与此只能择一。' AS note,
        text(e.person) || '|' || e.beneficiary_key || '|' || text(e.workshop_id) || '|' || e.scheme AS key
    FROM rules.entitlements AS e
    CROSS JOIN run.month AS m
    LEFT JOIN alerts.workshops AS w ON w.workshop_id = e.workshop_id
    WHERE e.outcome = 'due' AND e.to_month <= m.month AND e.claimed = 0 AND e.paid = 0 AND e.amount_due > 0
),
people AS (
    SELECT DISTINCT person, workshop_id FROM due
),
worked AS (
    SELECT r.person, r.workshop_id, r.month, r.row_ref,
        month_zh(r.month) || '在册，' || CASE r.verdict WHEN 'confirmed' THEN '已核实' WHEN 'declared_only' THEN '只有车间自报'
            WHEN 'contradicted' THEN '有矛盾' ELSE '不能核实' END
        || CASE WHEN r.pay IS NULL THEN '' ELSE '，申报工资' || yuan(r.pay) END AS says
    FROM verify.roster_verdicts AS r
    SEMI JOIN people USING (person, workshop_id)
    WHERE r.outcome = 'same'
)
SELECT 'unpaid_due' AS code, story, 'inform' AS level, key, person, workshop_id, CAST(NULL AS VARCHAR) AS other_workshop_id, scheme,
    from_month, to_month, county, CAST(NULL AS VARCHAR) AS row_ref, entitlement_id AS native_key, 'due' AS role, '' AS says,
    amount_due AS amount, CAST(NULL AS DECIMAL(18, 2)) AS risk, CAST(NULL AS VARCHAR) AS payment, CAST(NULL AS VARCHAR) AS office,
    CAST(NULL AS VARCHAR) AS part, rule, note
FROM due
UNION ALL
SELECT 'unpaid_due', d.story, 'inform', d.key, d.person, d.workshop_id, NULL, d.scheme, w.month, w.month, NULL, w.row_ref, NULL, 'roster',
    w.says, NULL, NULL, NULL, NULL, NULL, NULL, d.note
FROM due AS d
JOIN worked AS w ON w.person = d.person AND w.workshop_id = d.workshop_id
WHERE w.month BETWEEN d.from_month AND d.to_month
