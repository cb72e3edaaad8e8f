/*
zh: 监察案件与申报工资矛盾
en: An arrears case against the pay that is declared
levels: [review, inform]
looks_at: rosters
silent_without: [labour_inspection.cases]
anchor: first_month
money: none
stories:
  plain: {cases: months, says: "{note}，而这些月份的花名册申报已发工资。"}
page:
  looks_for:
    zh: 劳动保障监察机构认定属实的拖欠工资案件所指月份，花名册却申报了工资；尚未办结的为提示。没有写明月份、查无实据或已和解的不报。不显示涉及人数，也不显示由谁反映。
    en: Months that an upheld arrears case is about and for which the roster declares pay; a pending case informs. A case without months, unfounded or settled raises nothing. How many people it is about, or that somebody complained, is never shown.
  data:
    zh: 监察案件、车间月度花名册。
    en: Cases of the labour inspection and monthly rosters.
  false_alarms:
    zh: 工资已经补发而案件未更新。
    en: The wages were paid since, and the case was not brought up to date.
  check:
    zh: 与监察机构核对案件所指月份和补发情况，查工资流水。
    en: Ask the inspection for the months and what was paid since; check proof of pay.
*/
-- 监察案件所指月份申报了工资。 A month of an arrears case for which the workshop's roster declares pay.
WITH paid AS (
    SELECT workshop_id, month, count(*) FILTER (WHERE pay > 0) AS people
    FROM verify.roster_verdicts
    GROUP BY workshop_id, month
),
met AS (
    SELECT c.workshop_id, c.month, c.row_ref, c.result, c.filed_on, w.county
    FROM verify.arrears_months AS c
    JOIN paid AS p ON p.workshop_id = c.workshop_id AND p.month = c.month AND p.people > 0
    LEFT JOIN alerts.workshops AS w ON w.workshop_id = c.workshop_id
),
gravest AS (
    SELECT workshop_id, month, bool_or(result = 'upheld') AS is_upheld FROM met GROUP BY workshop_id, month
),
told AS (
    SELECT m.workshop_id, m.month, m.row_ref, m.filed_on, m.county, CASE WHEN g.is_upheld THEN 'review' ELSE 'inform' END AS level,
        CASE WHEN g.is_upheld THEN '劳动保障监察机构认定这些月份拖欠工资' ELSE '劳动保障监察机构正在办理涉及这些月份工资的案件' END AS note
    FROM met AS m
    JOIN gravest AS g ON g.workshop_id = m.workshop_id AND g.month = m.month
    WHERE g.is_upheld = (m.result = 'upheld')
)
SELECT 'arrears' AS code, '' AS story, t.level, CAST(NULL AS VARCHAR) AS key, CAST(NULL AS BIGINT) AS person, t.workshop_id,
    CAST(NULL AS VARCHAR) AS other_workshop_id, CAST(NULL AS VARCHAR) AS scheme, t.month AS from_month, t.month AS to_month, t.county,
    t.row_ref, CAST(NULL AS VARCHAR) AS native_key, 'case' AS role, day_zh(t.filed_on) || '立案，' || t.note AS says,
    CAST(NULL AS DECIMAL(18, 2)) AS amount,
    CAST(NULL AS DECIMAL(18, 2)) AS risk, CAST(NULL AS VARCHAR) AS payment, CAST(NULL AS VARCHAR) AS office,
    CAST(NULL AS VARCHAR) AS part, CAST(NULL AS VARCHAR) AS rule, t.note
FROM told AS t
UNION ALL
SELECT 'arrears', '', t.level, NULL, NULL, t.workshop_id, NULL, NULL, t.month, t.month, t.county, r.row_ref, NULL, 'roster',
    month_zh(t.month) || '花名册申报工资' || yuan(r.pay) || '，' || who_zh(f.name, f.id_text), NULL, NULL, NULL, NULL, NULL, NULL, t.note
FROM told AS t
JOIN verify.roster_verdicts AS r ON r.workshop_id = t.workshop_id AND r.month = t.month AND r.pay > 0
LEFT JOIN conform.forms AS f ON f.form = r.form
