/*
zh: 一号多人
en: One ID number, several people
levels: [review]
looks_at: named
does_without: [hrss.workshops, hrss.public_posts, hrss.training]
anchor: one_row
money: none
explains: {person: 2, rows: any}
correction: {part: id}
stories:
  plain: {cases: rows, says: "{span}间，同一身份证号在{rows}条记录中与{parts}个互不相符的姓名同时出现，该号不在信息系统中。"}
page:
  looks_for:
    zh: 不在信息系统中的同一身份证号在花名册、申报、发放中与两个以上互不相符的姓名同时出现。
    en: One ID number outside the register beside two or more names that do not agree, on rosters, claims and payments.
  data:
    zh: 花名册、补贴、公益性岗位、培训中的人员写法与匹配结果。
    en: How rosters, claims, payments, public posts and trainings write people, and whom they were linked to.
  false_alarms:
    zh: 音近、形近、异写的姓名视为相符，不报。
    en: Homophones, look-alikes and variants count as the same name and raise nothing.
  check:
    zh: 核对各行的证件原件。
    en: Check the documents behind each row.
*/
WITH rows AS (
    SELECT n.row_ref, n.native_key, n.workshop_id, n.county, n.from_month, n.to_month, n.says, f.id_normal, f.person
    FROM alerts.named_rows AS n
    JOIN alerts.odd_forms AS f USING (form)
    WHERE f.is_shared AND n.source IN ('hrss.rosters', 'hrss.subsidies', 'county_finance.disbursements')
),
numbers AS (
    SELECT id_normal, min(person) AS person FROM rows GROUP BY id_normal HAVING min(person) <> max(person)
)
SELECT 'id_shared' AS code, '' AS story, 'review' AS level, r.id_normal AS key, n.person, r.workshop_id,
    CAST(NULL AS VARCHAR) AS other_workshop_id, CAST(NULL AS VARCHAR) AS scheme, r.from_month, r.to_month, r.county, r.row_ref,
    r.native_key, 'row' AS role, r.says, CAST(NULL AS DECIMAL(18, 2)) AS amount, CAST(NULL AS DECIMAL(18, 2)) AS risk,
    CAST(NULL AS VARCHAR) AS payment, CAST(NULL AS VARCHAR) AS office, CAST(r.person AS VARCHAR) AS part, CAST(NULL AS VARCHAR) AS rule,
    CAST(NULL AS VARCHAR) AS note
FROM rows AS r
JOIN numbers AS n ON n.id_normal = r.id_normal
