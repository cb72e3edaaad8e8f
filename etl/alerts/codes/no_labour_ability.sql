/*
zh: 丧失或无劳动力
en: Unable to work
levels: [review]
looks_at: rosters
silent_without: [monitoring.people]
anchor: first_month
money: months
stories:
  plain: {cases: months, says: "信息系统记载该人员{note}，却在花名册上务工领取工资。"}
page:
  looks_for:
    zh: 信息系统当月记载为丧失劳动力或无劳动力。弱劳动力、半劳动力不报。
    en: The register says unable to work in that month. Weak or half ability is not meant.
  data:
    zh: 车间月度花名册及核实结果。
    en: Monthly rosters with what the verification found.
  false_alarms:
    zh: 评定未更新。
    en: An assessment that was not renewed.
  check:
    zh: 入户看实际劳动情况。
    en: Visit and see the work that is done.
*/
WITH unable AS (
    SELECT person, month, labour_ability, row_ref FROM verify.status WHERE labour_ability IN ('丧失劳动力', '无劳动力')
)
SELECT 'no_labour_ability' AS code, '' AS story, 'review' AS level, CAST(NULL AS VARCHAR) AS key, r.person, r.workshop_id,
    CAST(NULL AS VARCHAR) AS other_workshop_id, CAST(NULL AS VARCHAR) AS scheme, r.month AS from_month, r.month AS to_month, r.county,
    r.row_ref, CAST(NULL AS VARCHAR) AS native_key, 'roster' AS role,
    month_zh(r.month) || '在花名册上，信息系统当月记载为' || u.labour_ability AS says,
    CAST(NULL AS DECIMAL(18, 2)) AS amount, CAST(NULL AS DECIMAL(18, 2)) AS risk, CAST(NULL AS VARCHAR) AS payment,
    CAST(NULL AS VARCHAR) AS office, CAST(NULL AS VARCHAR) AS part, CAST(NULL AS VARCHAR) AS rule, u.labour_ability AS note
FROM verify.roster_verdicts AS r
JOIN unable AS u ON u.person = r.person AND u.month = r.month
WHERE r.outcome = 'same'
UNION ALL
SELECT 'no_labour_ability', '', 'review', NULL, r.person, r.workshop_id, NULL, NULL, r.month, r.month, r.county, u.row_ref, NULL, 'register',
    '信息系统劳动技能一栏为' || u.labour_ability, NULL, NULL, NULL, NULL, NULL, NULL, u.labour_ability
FROM verify.roster_verdicts AS r
JOIN unable AS u ON u.person = r.person AND u.month = r.month
WHERE r.outcome = 'same' AND u.row_ref IS NOT NULL
