/*
zh: 身份证号无效
en: Invalid ID number
levels: [review]
looks_at: named
does_without: [hrss.workshops, hrss.public_posts, hrss.training]
anchor: one_row
money: none
explains: {person: 4, rows: any}
is_prechecked: true
correction: {part: id}
stories:
  plain: {cases: runs, says: "{span}共{rows}条记录，身份证号无效（位数、出生日期或校验码不对），且没有唯一确定的更正。"}
page:
  looks_for:
    zh: 身份证号位数、字符、出生日期或校验码不对，且没有唯一确定的更正。十五位旧号、残疾人证号、截断的号不按本项报。
    en: Length, characters, date of birth or check digit are wrong and no single correction is certain. Old numbers of 15 digits, disability certificates and truncated numbers are not meant.
  data:
    zh: 花名册、补贴、公益性岗位、培训中的人员写法与匹配结果。
    en: How rosters, claims, payments, public posts and trainings write people, and whom they were linked to.
  false_alarms:
    zh: 特殊证件误填。
    en: Another document's number filled in.
  check:
    zh: 核对证件原件后更正。
    en: Check the document and correct the row.
*/
SELECT 'id_invalid' AS code, '' AS story, 'review' AS level, f.writing || '|' || text(n.workshop_id) AS key, f.person,
    n.workshop_id, CAST(NULL AS VARCHAR) AS other_workshop_id, CAST(NULL AS VARCHAR) AS scheme, n.from_month, n.to_month, n.county,
    n.row_ref, n.native_key, 'row' AS role, n.says, CAST(NULL AS DECIMAL(18, 2)) AS amount, CAST(NULL AS DECIMAL(18, 2)) AS risk,
    CAST(NULL AS VARCHAR) AS payment, CAST(NULL AS VARCHAR) AS office, CAST(NULL AS VARCHAR) AS part, CAST(NULL AS VARCHAR) AS rule,
    CAST(NULL AS VARCHAR) AS note
FROM alerts.named_rows AS n
JOIN alerts.odd_forms AS f USING (form)
WHERE f.is_invalid
