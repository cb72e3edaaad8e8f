/*
zh: 死亡人员
en: Dead
levels: [contradiction, review]
looks_at: rosters
silent_without: [monitoring.people]
anchor: first_month
money: months
explains: {person: 5}
is_certain: true
is_lasting: true
correction: {source: monitoring.people, column: person_state}
stories:
  plain: {cases: months, says: "信息系统记载该人员在当月之前已经死亡，却仍在花名册上。"}
page:
  looks_for:
    zh: 信息系统记载在当月开始之前已死亡。
    en: Dead by the register before the month began.
  data:
    zh: 车间月度花名册及核实结果。
    en: Monthly rosters with what the verification found.
  false_alarms:
    zh: 死亡登记错人；当月去世的不报。
    en: Recorded for the wrong person. A death in the month itself raises nothing.
  check:
    zh: 入户核实，核对户籍注销证明。
    en: Visit, and check the cancelled household registration.
*/
-- 死亡人员。 A register row by which a person on a roster was dead before the month began; a death in the month itself contradicts nothing.
SELECT
    'deceased' AS code, CASE WHEN coalesce(s.is_disputed, false) THEN 'review' ELSE 'contradiction' END AS level, r.person, r.workshop_id, CAST(NULL AS VARCHAR) AS other_workshop_id,
    CAST(NULL AS VARCHAR) AS scheme, r.month, s.dead_ref AS row_ref, 'register' AS role,
    CASE WHEN starts_with(s.dead_ref, 'resettlement') THEN '搬迁系统' ELSE '信息系统' END || '记载' || day_zh(s.dead_on) || '死亡'
    || CASE WHEN coalesce(s.is_disputed, false) THEN '，另一登记册没有这样记载' ELSE '' END AS says
FROM verify.status AS s
JOIN verify.roster_months AS r ON r.person = s.person AND r.month = s.month
WHERE r.is_registered AND s.dead_on < first_day(r.month)
