/*
zh: 一人多号
en: One person, several ID numbers
levels: [review]
looks_at: named
does_without: [hrss.workshops, hrss.public_posts, hrss.training]
anchor: one_row
money: none
explains: {person: 1, rows: any}
correction: {part: id}
stories:
  plain: {cases: rows, says: "{span}间，姓名、出生日期相同且电话或银行账号相同的人以{parts}个有效身份证号出现，共{rows}条记录，可能是同一人。"}
page:
  looks_for:
    zh: 姓名、出生日期（号码所载）相同，且电话或账号相同的人用了两个有效身份证号，其中至多一个是信息系统中的人。
    en: The same name, the birth date of the number, and one phone or account under two valid ID numbers, at most one of them a register person's.
  data:
    zh: 花名册、补贴、公益性岗位、培训中的人员写法与匹配结果。
    en: How rosters, claims, payments, public posts and trainings write people, and whom they were linked to.
  false_alarms:
    zh: 同名同日生且共用电话的亲属（双胞胎取同名极少见）。
    en: Relatives of one name and birthday who share a phone; twins are hardly ever named alike.
  check:
    zh: 核对两行的证件原件。
    en: Check the documents of both rows.
*/
WITH rows AS (
    SELECT * FROM alerts.named_rows WHERE source IN ('hrss.rosters', 'hrss.subsidies', 'county_finance.disbursements')
),
forms AS (
    SELECT f.form, f.person, f.outcome, f.id_normal, f.name_normal, substr(f.id_normal, 7, 8) AS born, f.phone, f.account, f.holder
    FROM alerts.odd_forms AS f
    SEMI JOIN rows USING (form)
    WHERE f.is_namesake
),
contacts AS (
    SELECT name_normal, born, id_normal, holder, 'phone:' || phone AS contact FROM forms WHERE phone IS NOT NULL
    UNION
    SELECT name_normal, born, id_normal, holder, 'account:' || account FROM forms WHERE account IS NOT NULL
),
-- At most one of the numbers is a register person's.
meeting AS (
    SELECT name_normal, born, contact
    FROM contacts
    GROUP BY name_normal, born, contact
    HAVING count(DISTINCT id_normal) > 1 AND count(DISTINCT CASE WHEN holder IS NOT NULL THEN id_normal END) <= 1
),
people AS (
    SELECT DISTINCT c.name_normal, c.born, c.id_normal FROM contacts AS c SEMI JOIN meeting USING (name_normal, born, contact)
),
met AS (
    SELECT r.row_ref, r.native_key, r.workshop_id, r.county, r.from_month, r.to_month, r.says, f.id_normal, f.person,
        CASE WHEN f.outcome = 'same' THEN f.person END AS sure, f.name_normal || '|' || f.born AS key
    FROM rows AS r
    JOIN forms AS f USING (form)
    SEMI JOIN people AS p ON p.name_normal = f.name_normal AND p.born = f.born AND p.id_normal = f.id_normal
),
persons AS (
    SELECT key, coalesce(min(sure), min(person)) AS person FROM met GROUP BY key
)
SELECT 'one_person_two_ids' AS code, '' AS story, 'review' AS level, m.key, p.person, m.workshop_id,
    CAST(NULL AS VARCHAR) AS other_workshop_id, CAST(NULL AS VARCHAR) AS scheme, m.from_month, m.to_month, m.county, m.row_ref,
    m.native_key, 'row' AS role, m.says, CAST(NULL AS DECIMAL(18, 2)) AS amount, CAST(NULL AS DECIMAL(18, 2)) AS risk,
    CAST(NULL AS VARCHAR) AS payment, CAST(NULL AS VARCHAR) AS office, m.id_normal AS part, CAST(NULL AS VARCHAR) AS rule,
    CAST(NULL AS VARCHAR) AS note
FROM met AS m
JOIN persons AS p ON p.key = m.key
