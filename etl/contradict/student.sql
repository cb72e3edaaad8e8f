/*
zh: 在校学生
en: At school
levels: [contradiction, inform]
looks_at: rosters
silent_without: [monitoring.people]
anchor: first_month
money: months
explains: {person: 16}
cites: {"": XD-39}
correction: {source: monitoring.people, column: schooling}
stories:
  plain: {cases: months, says: "信息系统记载该人员为在校生，却在花名册上。"}
page:
  looks_for:
    zh: 离当月最近（前后六个月内）的信息系统记载为普通高中及以上在校生；一、二、七、八月为提示。
    en: At senior secondary school or beyond by the register version nearest to the month, at most six months away; in January, February, July and August for information.
  data:
    zh: 车间月度花名册及核实结果。
    en: Monthly rosters with what the verification found.
  clauses: [XD-39]
  false_alarms:
    zh: 假期务工；已毕业未更新。
    en: Holiday work; graduated and not updated.
  check:
    zh: 核对学籍和出勤日期。
    en: Check enrolment and days of attendance.
*/
-- 在校学生。 A register row by which a person on a roster is at upper secondary school or beyond; in the vacation it only informs.
SELECT
    'student' AS code, CASE WHEN v.month_of_year IS NULL THEN 'contradiction' ELSE 'inform' END AS level,
    r.person, r.workshop_id, CAST(NULL AS VARCHAR) AS other_workshop_id, CAST(NULL AS VARCHAR) AS scheme, r.month,
    s.schooling_ref AS row_ref, 'register' AS role, '信息系统记载在校生状况为' || s.schooling AS says
FROM verify.status AS s
JOIN verify.roster_months AS r ON r.person = s.person AND r.month = s.month
LEFT JOIN policy.vacations AS v ON v.month_of_year = r.month % 100
WHERE r.is_registered AND s.schooling IN ('普通高中', '中职', '高职高专', '本科及以上')
