/*
zh: 未满十六周岁
en: Under sixteen
levels: [contradiction]
looks_at: rosters
silent_without: [monitoring.people]
anchor: first_month
money: months
explains: {person: 6}
is_certain: true
correction: {source: monitoring.people, column: born_on}
stories:
  plain: {cases: months, says: "该人员当月末未满十六周岁。"}
page:
  looks_for:
    zh: 当月最后一天未满十六周岁。
    en: Under sixteen on the last day of the month.
  data:
    zh: 车间月度花名册及核实结果。
    en: Monthly rosters with what the verification found.
  false_alarms:
    zh: 出生日期登记错误。
    en: Date of birth registered wrongly.
  check:
    zh: 核对户口簿；属实的立即按未成年人保护规定处理。
    en: Check the household book; if true, act at once under the protection of minors.
*/
-- 未满劳动年龄。 A register row by which a person on a roster is too young on the month's last day.
SELECT
    'underage' AS code, 'contradiction' AS level, r.person, r.workshop_id, CAST(NULL AS VARCHAR) AS other_workshop_id,
    CAST(NULL AS VARCHAR) AS scheme, r.month, s.row_ref, 'register' AS role,
    '按信息系统记载的出生日期，当月末' || text(s.age) || '周岁' AS says
FROM verify.status AS s
CROSS JOIN policy.limits AS l
JOIN verify.roster_months AS r ON r.person = s.person AND r.month = s.month
WHERE r.is_registered AND s.age < l.working_age
