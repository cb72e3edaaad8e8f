/*
zh: 失信名单主体享受奖补
en: Subsidised while on the list of defaulters
levels: [review, inform]
looks_at: payments
silent_without: [labour_inspection.ratings]
anchor: two_rows
money: rows
stories:
  plain: {cases: runs, says: "{span}享受补贴{total}（{offices}），{note}"}
page:
  looks_for:
    zh: 车间的有效申报或发放所属月份，其经营主体在失信联合惩戒名单上（列入之日到移出之日）；仅守法诚信等级为C级的为提示。
    en: A live claim or payment of a workshop for a month in which its operator is on the list of defaulters, from the first day to the last; grade C alone informs.
  data:
    zh: 守法诚信等级和失信名单、补贴申报与发放。
    en: Grades and the list of defaulters; claims and payments.
  false_alarms:
    zh: 已移出名单而未更新。
    en: Taken off the list, and not brought up to date.
  check:
    zh: 与监察机构核对列入、移出日期，按当地规定处理。
    en: Ask the inspection for the days on the list; what follows is for the local rules.
*/
-- 经营主体在失信名单上的月份享受补贴。 A claim or payment of a workshop with months in which its operator is on the list, or of a year's grade C.
WITH graded AS (
    SELECT upper(uscc) AS uscc, row_ref('labour_inspection.ratings', pull_id, row_number) AS row_ref, 'review' AS level,
        month_of(listed_on) AS first_month, coalesce(month_of(listed_until), 209912) AS last_month,
        '其间经营主体' || day_zh(listed_on) || '起列入失信联合惩戒名单' AS note
    FROM conform.ratings
    WHERE listed_on IS NOT NULL
    UNION ALL
    SELECT upper(uscc), row_ref('labour_inspection.ratings', pull_id, row_number), 'inform', year * 100 + 1, year * 100 + 12,
        '经营主体' || text(year) || '年度劳动保障守法诚信等级为C级'
    FROM conform.ratings
    WHERE grade = 'c'
),
months AS (
    SELECT l.row_ref, l.month, l.share, s.uscc
    FROM alerts.live_months AS l
    JOIN verify.operator_months AS s ON s.workshop_id = l.workshop_id AND s.month = l.month
    WHERE l.beneficiary_kind = 'workshop'
),
met AS (
    SELECT m.row_ref, m.month, m.share, g.row_ref AS rating_ref, g.level, g.note,
        CASE g.level WHEN 'review' THEN 1 ELSE 2 END AS rank
    FROM months AS m
    JOIN graded AS g ON g.uscc = m.uscc AND m.month BETWEEN g.first_month AND g.last_month
),
best AS (
    SELECT m.*, row_number() OVER (PARTITION BY row_ref, month ORDER BY rank, rating_ref) AS nth FROM met AS m
),
rows AS (
    SELECT b.row_ref, b.level, min(b.month) AS from_month, max(b.month) AS to_month, CAST(sum(b.share) AS DECIMAL(18, 2)) AS share,
        min(b.rating_ref) AS rating_ref, min(b.note) AS note
    FROM best AS b
    WHERE b.nth = 1
    GROUP BY b.row_ref, b.level
),
payments AS (
    SELECT l.row_ref, l.workshop_id, l.scheme, l.county, l.native_key, l.office, l.state, l.amount, l.payment, r.level, r.from_month,
        r.to_month, r.rating_ref, r.note, l.from_month AS first_month, l.to_month AS last_month,
        -- Of a row that goes beyond these months the even share.
        least(r.share, l.amount) AS part_amount,
        CASE WHEN r.level = 'inform' THEN CAST(0 AS DECIMAL(18, 2)) ELSE least(r.share, l.amount) END AS risk,
        r.level || '|' || l.workshop_id || '|' || l.scheme AS key
    FROM rows AS r
    JOIN alerts.live AS l USING (row_ref)
)
SELECT 'blacklisted' AS code, '' AS story, p.level, p.key, CAST(NULL AS BIGINT) AS person, p.workshop_id,
    CAST(NULL AS VARCHAR) AS other_workshop_id, p.scheme, p.from_month, p.to_month, p.county, p.row_ref, p.native_key,
    'payment' AS role, payment_zh(p.office, p.first_month, p.last_month, p.state, p.amount) AS says, p.part_amount AS amount, p.risk, p.payment,
    p.office, CAST(NULL AS VARCHAR) AS part, CAST(NULL AS VARCHAR) AS rule, p.note || '。' AS note
FROM payments AS p
UNION ALL
SELECT DISTINCT 'blacklisted', '', p.level, p.key, CAST(NULL AS BIGINT), p.workshop_id, CAST(NULL AS VARCHAR), p.scheme, p.from_month,
    p.to_month, p.county, p.rating_ref, CAST(NULL AS VARCHAR), 'rating', p.note, CAST(NULL AS DECIMAL(18, 2)),
    CAST(NULL AS DECIMAL(18, 2)), CAST(NULL AS VARCHAR), CAST(NULL AS VARCHAR), CAST(NULL AS VARCHAR), CAST(NULL AS VARCHAR), p.note || '。'
FROM payments AS p
