/*
zh: 身份证相同姓名不同
en: ID number of somebody with another name
levels: [review]
looks_at: named
silent_without: [monitoring.people]
does_without: [hrss.workshops, hrss.public_posts, hrss.training]
anchor: one_row
money: none
explains: {person: 3, rows: any}
is_prechecked: true
correction: {part: name}
stories:
  plain: {cases: runs, says: "{span}共{parts}条记录，身份证号与信息系统中某人相同，但姓名对不上，也不是已知的异写、曾用名或音近形近，未计入任何人。"}
page:
  looks_for:
    zh: 身份证号是信息系统中某人的，但姓名对不上，也不是异写、曾用名、拼音、音近形近等已知情形；该行不计入任何人。
    en: The ID number is a register person's and the name is not, nor a variant, a former name, pinyin, a homophone or look-alike; the row counts for nobody.
  data:
    zh: 花名册、补贴、公益性岗位、培训中的人员写法与匹配结果。
    en: How rosters, claims, payments, public posts and trainings write people, and whom they were linked to.
  false_alarms:
    zh: 系统未记录的改名。
    en: A change of name that the register does not know.
  check:
    zh: 核对身份证原件；更正花名册或由人认定身份。
    en: Check the ID card; correct the roster or let a person decide who it is.
*/
WITH rows AS (
    SELECT n.row_ref, n.native_key, n.workshop_id, n.county, n.from_month, n.to_month, n.says, f.person, f.holder,
        f.writing || '|' || text(n.workshop_id) AS key
    FROM alerts.named_rows AS n
    JOIN alerts.odd_forms AS f USING (form)
    WHERE f.is_conflict
),
-- Whose number it is, by the newest row of the register.
versions AS (
    SELECT p.person_id, row_ref('monitoring.people', p.pull_id, p.row_number) AS row_ref, p.name, p.id_number,
        row_number() OVER (PARTITION BY p.person_id ORDER BY p.known_from DESC, p.pull_id DESC, p.row_number DESC) AS nth
    FROM conform.people AS p
    SEMI JOIN rows AS r ON r.holder = p.person_id
)
SELECT 'id_name_conflict' AS code, '' AS story, 'review' AS level, n.key, n.person, n.workshop_id,
    CAST(NULL AS VARCHAR) AS other_workshop_id, CAST(NULL AS VARCHAR) AS scheme, n.from_month, n.to_month, n.county,
    n.row_ref, n.native_key, 'row' AS role, n.says, CAST(NULL AS DECIMAL(18, 2)) AS amount, CAST(NULL AS DECIMAL(18, 2)) AS risk,
    CAST(NULL AS VARCHAR) AS payment, CAST(NULL AS VARCHAR) AS office, n.row_ref AS part, CAST(NULL AS VARCHAR) AS rule,
    CAST(NULL AS VARCHAR) AS note
FROM rows AS n
UNION ALL
SELECT 'id_name_conflict', '', 'review', n.key, n.person, n.workshop_id, NULL, NULL, n.from_month, n.to_month, NULL, v.row_ref, NULL,
    'register', '信息系统中该号码登记为' || who_zh(v.name, v.id_number), NULL, NULL, NULL, NULL, NULL, NULL, NULL
FROM rows AS n
JOIN versions AS v ON v.person_id = n.holder AND v.nth = 1
