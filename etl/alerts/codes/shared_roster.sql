/*
zh: 两车间花名册高度重合
en: Two workshops with much the same roster
levels: [review]
looks_at: rosters
silent_without: [hrss.rosters]
anchor: first_month
money: none
explains: {person: 11, rows: two_workshops}
stories:
  plain: {cases: months, says: "两个车间同月的花名册有五人以上相同，且达到较小花名册的六成，需核实是否重复报送。"}
page:
  looks_for:
    zh: 两个车间同月花名册有五人以上相同，且达到较小一份的六成。
    en: Two workshops share at least five people and three fifths of the smaller roster in a month.
  data:
    zh: 车间月度花名册及核实结果。
    en: Monthly rosters with what the verification found.
  false_alarms:
    zh: 同一经营者的两处场地轮班。
    en: Two sites of one operator that work in turns.
  check:
    zh: 到现场点名，看两处是否为同一批人。
    en: Call the roll at both sites.
*/
-- Only people with two rows in the month can be shared: the self-join stays as small as they are few.
WITH several AS (
    SELECT month, sure FROM verify.roster_verdicts WHERE sure IS NOT NULL GROUP BY month, sure HAVING count(*) > 1
),
known AS (
    SELECT r.month, r.sure, r.workshop_id, r.row_ref, r.county, r.pay, r.form FROM verify.roster_verdicts AS r SEMI JOIN several USING (month, sure)
),
pairs AS (
    SELECT one.month, one.sure, one.workshop_id, two.workshop_id AS other, one.county, one.row_ref, two.row_ref AS other_ref, one.pay, two.pay AS other_pay, one.form,
        two.form AS other_form
    FROM known AS one
    JOIN known AS two ON two.month = one.month AND two.sure = one.sure AND one.workshop_id < two.workshop_id
),
shared AS (
    SELECT workshop_id, other, month, count(DISTINCT sure) AS people, max(county) AS county
    FROM pairs
    GROUP BY workshop_id, other, month
    HAVING count(DISTINCT sure) >= 5
),
ends AS (
    SELECT workshop_id, month FROM shared
    UNION
    SELECT other, month FROM shared
),
-- Who is nobody for sure is told apart by the way of writing.
sizes AS (
    SELECT r.workshop_id, r.month, count(DISTINCT coalesce(r.sure, -1 - r.form)) AS workers
    FROM verify.roster_verdicts AS r
    SEMI JOIN ends USING (workshop_id, month)
    GROUP BY r.workshop_id, r.month
),
alike AS (
    SELECT s.workshop_id, s.other, s.month, s.county
    FROM shared AS s
    JOIN sizes AS one ON one.workshop_id = s.workshop_id AND one.month = s.month
    JOIN sizes AS two ON two.workshop_id = s.other AND two.month = s.month
    WHERE s.people * 100 >= least(one.workers, two.workers) * 60
),
rows AS (
    SELECT p.workshop_id, p.other, p.month, a.county, p.row_ref, p.other_ref, p.pay, p.other_pay, p.form, p.other_form
    FROM pairs AS p
    JOIN alike AS a ON a.workshop_id = p.workshop_id AND a.other = p.other AND a.month = p.month
),
both_rosters AS (
    SELECT workshop_id, other, month, county, row_ref, workshop_id AS place, pay, form FROM rows
    UNION ALL
    SELECT workshop_id, other, month, county, other_ref, other, other_pay, other_form FROM rows
)
SELECT 'shared_roster' AS code, '' AS story, 'review' AS level, CAST(NULL AS VARCHAR) AS key, CAST(NULL AS BIGINT) AS person, b.workshop_id,
    b.other AS other_workshop_id, CAST(NULL AS VARCHAR) AS scheme, b.month AS from_month, b.month AS to_month, b.county, b.row_ref,
    CAST(NULL AS VARCHAR) AS native_key, 'roster' AS role, month_zh(b.month) || '在车间' || b.place || '的花名册上，' || who_zh(f.name, f.id_text)
    || CASE WHEN b.pay IS NULL THEN '' ELSE '，申报工资' || yuan(b.pay) END AS says,
    CAST(NULL AS DECIMAL(18, 2)) AS amount, CAST(NULL AS DECIMAL(18, 2)) AS risk, CAST(NULL AS VARCHAR) AS payment,
    CAST(NULL AS VARCHAR) AS office, CAST(NULL AS VARCHAR) AS part, CAST(NULL AS VARCHAR) AS rule, CAST(NULL AS VARCHAR) AS note
FROM both_rosters AS b
LEFT JOIN conform.forms AS f ON f.form = b.form
