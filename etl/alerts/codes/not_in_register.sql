/*
zh: 申报为脱贫人口但未在系统中
en: Declared as registered, in no register
levels: [review]
looks_at: rosters
silent_without: [monitoring.people]
anchor: first_month
money: months
explains: {person: 7}
stories:
  plain: {cases: months, says: "车间申报该人员为脱贫人口或监测对象，身份证号有效，但在已有数据的{note}的防返贫监测信息中都查不到此人。"}
page:
  looks_for:
    zh: 申报为脱贫人口或监测对象，身份证号有效，在已有数据的各县都查不到；车间所在县的信息系统数据必须齐全。只在搬迁或民政登记中的人也报，依据中写明。
    en: Declared as lifted out of poverty or monitored, with a valid ID number, and found in no county whose data came; the register must be full for the workshop's county. Whom only the resettlement or civil affairs hold is meant too, and the evidence says so.
  data:
    zh: 车间月度花名册及核实结果。
    en: Monthly rosters with what the verification found.
  false_alarms:
    zh: 外地脱贫人口，其县数据未交来；文字中写明查了哪些县。
    en: People of a county whose data did not come; the text says where it was looked.
  check:
    zh: 向户籍地乡村振兴部门查证。
    en: Ask the rural office of the place of registration.
*/
WITH called AS (
    SELECT substr(village_code, 1, 6) AS county, max(county_name) AS name
    FROM conform.people
    WHERE county_name <> '' AND village_code IS NOT NULL
    GROUP BY substr(village_code, 1, 6)
),
searched AS (
    SELECT coalesce(n.name, c.county) AS county, row_number() OVER (ORDER BY c.county) AS nth, count(*) OVER () AS counties
    FROM (SELECT DISTINCT county FROM verify.coverage WHERE source = 'monitoring.people' AND state = 'full') AS c
    LEFT JOIN called AS n ON n.county = c.county
),
named AS (
    SELECT text(max(counties)) || '个县（'
        || array_to_string(list_sort(list(DISTINCT CASE WHEN nth <= 20 THEN county END)), '、')
        || CASE WHEN max(counties) > 20 THEN '等' ELSE '' END || '）' AS counties
    FROM searched
),
-- Whom the resettlement or civil affairs alone hold is in no row of this register either.
elsewhere AS (
    SELECT person
    FROM link.persons
    WHERE starts_with(register_person_id, 'resettlement:') OR starts_with(register_person_id, 'civil_affairs:')
)
SELECT 'not_in_register' AS code, '' AS story, 'review' AS level, CAST(NULL AS VARCHAR) AS key, r.sure AS person, r.workshop_id,
    CAST(NULL AS VARCHAR) AS other_workshop_id, CAST(NULL AS VARCHAR) AS scheme, r.month AS from_month, r.month AS to_month, r.county,
    r.row_ref, CAST(NULL AS VARCHAR) AS native_key, 'roster' AS role,
    month_zh(r.month) || '花名册申报为' || CASE r.declared_group WHEN 'poverty_exit' THEN '脱贫人口' ELSE '监测对象' END
    || CASE WHEN e.person IS NULL THEN '' ELSE '（搬迁或民政登记中有此人）' END AS says,
    CAST(NULL AS DECIMAL(18, 2)) AS amount, CAST(NULL AS DECIMAL(18, 2)) AS risk, CAST(NULL AS VARCHAR) AS payment,
    CAST(NULL AS VARCHAR) AS office, CAST(NULL AS VARCHAR) AS part, CAST(NULL AS VARCHAR) AS rule, n.counties AS note
FROM verify.roster_verdicts AS r
SEMI JOIN (
    SELECT county, month FROM verify.coverage WHERE source = 'monitoring.people' AND state = 'full'
) AS v ON v.county = r.county AND v.month = r.month
CROSS JOIN named AS n
LEFT JOIN elsewhere AS e ON e.person = r.sure
WHERE r.declared_group IN ('poverty_exit', 'monitored') AND r.sure IS NOT NULL AND (r.outcome = 'none' OR e.person IS NOT NULL)
