/*
zh: 同月两个车间
en: Two workshops in one month
levels: [contradiction]
looks_at: rosters
silent_without: [hrss.rosters]
anchor: first_month
money: months
explains: {person: 12}
cites: {"": XD-35}
correction: {source: hrss.rosters, column: workshop_id}
stories:
  plain: {cases: months, says: "同一人同月在两个车间的花名册上，只能计入一个车间，需核实实际在哪里务工。"}
page:
  looks_for:
    zh: 同月在两个车间的花名册上。两处都暂不计入，工资较高的一处作为建议。
    en: On rosters of two workshops in one month. Neither counts for now; the one that pays more is suggested.
  data:
    zh: 车间月度花名册及核实结果。
    en: Monthly rosters with what the verification found.
  clauses: [XD-35, XD-37]
  false_alarms:
    zh: 月中换车间；两份兼职。
    en: A move within the month; two part-time jobs.
  check:
    zh: 查两处工资发放流水，由人认定计入哪一处。
    en: Check what both paid; a person decides where the month counts.
*/
-- 同月在两个车间。 A month of a person on the rosters of two workshops, once a pair; its rows are those of the rosters.
SELECT
    'two_workshops' AS code, 'contradiction' AS level, a.person, a.workshop_id, b.workshop_id AS other_workshop_id,
    CAST(NULL AS VARCHAR) AS scheme, m.month, CAST(NULL AS VARCHAR) AS row_ref, 'roster' AS role, '' AS says
FROM verify.stays AS a
JOIN verify.stays AS b ON b.person = a.person AND b.word = a.word AND a.workshop_id < b.workshop_id
JOIN verify.months AS m ON m.word = a.word AND (a.worked & b.worked & m.mask) <> 0
