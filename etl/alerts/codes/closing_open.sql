/*
zh: 注销时有未了事项
en: Closed with something open
levels: [review]
looks_at: workshops
rests_on: document
silent_without: [labour_inspection.cases, assets.projects]
does_without: [labour_inspection.cases, assets.projects]
anchor: key
money: none
cites: {"15": NM-15.7}
stories:
  plain: {cases: rows, says: "车间{span}取消或注销时，{note}"}
page:
  looks_for:
    zh: 内蒙古：自愿注销时，有认定属实而未办结的拖欠工资案件，或有应付未付给职工的补贴；取消或注销时，财政投入建设的资产没有完成清产核资。
    en: "Inner Mongolia: deregistered at its own wish while an upheld arrears case, or an entitlement of its people that is due and not paid, stands open; deregistered or revoked while an asset built with public money is not settled."
  data:
    zh: 认定台账、监察案件、应享补贴、项目资产台账。
    en: Register of workshops, cases of the labour inspection, entitlements, register of project assets.
  clauses: [NM-15.7, NM-16.1]
  false_alarms:
    zh: 已经办结而没有登记日期。
    en: Settled, and the day was not written down.
  check:
    zh: 逐项核对办结凭证，未了的先处理再注销。
    en: Check the proof of each; settle what is open before closing.
*/
-- 注销时的未了事项。 A case, an entitlement or a project that stood open on the day on which a workshop's title ended.
WITH ended AS (
    SELECT w.workshop_id, w.workshop_name, upper(w.uscc) AS uscc, w.state, w.state_on, w.county, w.area, w.row_ref, month_of(w.state_on) AS month
    FROM alerts.workshops AS w
    JOIN policy.cited AS c ON c.area = w.area AND c.code = 'closing_open'
    JOIN policy.grounded AS g
        ON g.kind = 'document' AND g.area = w.area AND month_of(w.state_on) BETWEEN g.first_month AND g.last_month
    WHERE w.state IN ('revoked', 'deregistered') AND w.state_on IS NOT NULL
),
cases AS (
    SELECT e.workshop_id, row_ref('labour_inspection.cases', c.pull_id, c.row_number) AS row_ref, 'case' AS role,
        '有拖欠工资案件尚未办结' AS note, day_zh(c.filed_on) || '立案的拖欠工资案件，'
        || CASE WHEN c.closed_on IS NULL THEN '没有结案日期' ELSE day_zh(c.closed_on) || '才结案' END AS says
    FROM ended AS e
    JOIN conform.cases AS c ON CASE WHEN c.workshop_id IS NULL THEN upper(c.uscc) = e.uscc ELSE c.workshop_id = e.workshop_id END
    WHERE e.state = 'deregistered' AND c.kind = 'arrears' AND c.result = 'upheld' AND c.filed_on <= e.state_on
        AND (c.closed_on IS NULL OR c.closed_on > e.state_on)
),
-- Where a source of payments is not full, nobody knows that one is missing.
heard AS (
    SELECT c.county
    FROM verify.coverage AS c
    JOIN run.month AS m ON m.month = c.month
    WHERE c.state = 'full' AND c.source IN ('hrss.subsidies', 'county_finance.disbursements')
    GROUP BY c.county
    HAVING count(DISTINCT c.source) = 2
),
owed AS (
    SELECT e.workshop_id, e.row_ref, 'title' AS role, '有应付给职工的补贴没有发放' AS note, '有应付给职工的补贴没有发放' AS says
    FROM ended AS e
    SEMI JOIN heard AS h ON h.county = e.county
    JOIN rules.entitlements AS t ON t.workshop_id = e.workshop_id
    WHERE e.state = 'deregistered' AND t.beneficiary_kind = 'person' AND t.outcome = 'due' AND t.amount_due > t.paid
        AND t.to_month <= e.month
),
assets AS (
    SELECT e.workshop_id, row_ref('assets.projects', p.pull_id, p.row_number) AS row_ref, 'project' AS role,
        '财政投入建设的资产没有完成清产核资' AS note,
        '“' || text(p.project_name) || '”，财政投入' || yuan(p.public_amount) || '，'
        || CASE WHEN p.cleared_on IS NULL THEN '没有清产核资完成日期' ELSE day_zh(p.cleared_on) || '才完成清产核资' END AS says
    FROM ended AS e
    JOIN conform.projects AS p ON p.workshop_id = e.workshop_id
    WHERE p.public_amount > 0 AND (p.completed_on IS NULL OR p.completed_on <= e.state_on)
        AND (p.cleared_on IS NULL OR p.cleared_on > e.state_on)
),
open AS (
    SELECT workshop_id, row_ref, role, note, says FROM cases
    UNION
    SELECT workshop_id, row_ref, role, note, says FROM owed
    UNION
    SELECT workshop_id, row_ref, role, note, says FROM assets
),
notes AS (
    SELECT workshop_id, array_to_string(list_sort(list(DISTINCT note)), '；') || '。' AS note, bool_and(role = 'project') AS is_assets_alone
    FROM open
    GROUP BY workshop_id
),
-- That assets are settled first is asked by a clause of its own, of every title that ends.
settled_first AS (
    SELECT e.workshop_id, min(x.rule) AS rule
    FROM ended AS e
    JOIN policy.exit_steps AS x
        ON starts_with(e.area, x.area) AND x.step = 'assets_cleared' AND x.ended = e.state AND e.state_on BETWEEN x.first_on AND x.last_on
    GROUP BY e.workshop_id
)
SELECT 'closing_open' AS code, '' AS story, 'review' AS level, e.workshop_id AS key, CAST(NULL AS BIGINT) AS person, e.workshop_id,
    CAST(NULL AS VARCHAR) AS other_workshop_id, CAST(NULL AS VARCHAR) AS scheme, e.month AS from_month, e.month AS to_month, e.county,
    e.row_ref, e.workshop_id AS native_key, 'title' AS role,
    day_zh(e.state_on) || CASE e.state WHEN 'revoked' THEN '取消' ELSE '注销' END AS says, CAST(NULL AS DECIMAL(18, 2)) AS amount,
    CAST(NULL AS DECIMAL(18, 2)) AS risk, CAST(NULL AS VARCHAR) AS payment, CAST(NULL AS VARCHAR) AS office,
    CAST(NULL AS VARCHAR) AS part, CASE WHEN n.is_assets_alone THEN s.rule END AS rule, n.note
FROM ended AS e
JOIN notes AS n ON n.workshop_id = e.workshop_id
LEFT JOIN settled_first AS s ON s.workshop_id = e.workshop_id
UNION ALL
SELECT 'closing_open', '', 'review', e.workshop_id, NULL, e.workshop_id, NULL, NULL, e.month, e.month, e.county, o.row_ref, NULL, o.role, o.says,
    NULL, NULL, NULL, NULL, NULL, NULL, n.note
FROM ended AS e
JOIN notes AS n ON n.workshop_id = e.workshop_id
JOIN open AS o ON o.workshop_id = e.workshop_id
WHERE o.row_ref <> e.row_ref
