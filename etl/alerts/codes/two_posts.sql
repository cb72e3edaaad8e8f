/*
zh: 一人多岗
en: One person in two public posts
levels: [duplicate]
looks_at: posts
silent_without: [hrss.public_posts]
does_without: [hrss.workshops, hrss.training]
anchor: two_rows
money: rows
explains: {person: 9}
is_certain: true
cites: {"52": GZ-13.2}
stories:
  plain: {cases: months, says: "同一人同时在两个公益性岗位，一人只能一岗并领一份岗位补贴。"}
page:
  looks_for:
    zh: 同一人在两个乡村公益性岗位上的在岗日期有共同的一天。
    en: One person in two public-welfare posts on a shared day.
  data:
    zh: 公益性岗位在岗人员。
    en: People in public-welfare posts.
  clauses: [GZ-13.2, XD-30]
  false_alarms:
    zh: 前一岗位离岗未及时登记；同一岗位重复登记为两条。
    en: The end of the former post was not recorded; one post recorded twice.
  check:
    zh: 查岗位合同和考勤，确认离岗日期。
    en: Check the contracts and attendance of the posts and the day of leaving.
*/
WITH posts AS (
    SELECT l.who, row_ref('hrss.public_posts', p.pull_id, p.row_number) AS row_ref, p.row_id, p.post_name, p.started_on,
        p.ended_on, least(coalesce(p.ended_on, m.last_day), m.last_day) AS until, substr(p.area_code, 1, 6) AS county
    FROM conform.public_posts AS p
    JOIN alerts.form_people AS l ON l.form = p.form
    CROSS JOIN run.month AS m
    WHERE l.who IS NOT NULL AND p.started_on <= m.last_day
),
pairs AS (
    SELECT one.who, one.county, one.row_ref, two.row_ref AS other_ref,
        greatest(one.started_on, two.started_on) AS first_day, least(one.until, two.until) AS last_day
    FROM posts AS one
    JOIN posts AS two ON two.who = one.who AND one.row_ref < two.row_ref AND one.row_id <> two.row_id
),
shared AS (
    SELECT p.who, p.county, c.month, p.row_ref, p.other_ref
    FROM pairs AS p
    JOIN run.calendar AS c ON c.month BETWEEN month_of(p.first_day) AND month_of(p.last_day)
    WHERE p.first_day <= p.last_day
),
held AS (
    SELECT who, county, month, row_ref FROM shared
    UNION ALL
    SELECT who, county, month, other_ref FROM shared
),
keys AS (
    SELECT o.row_ref, o.native_key
    FROM conform.row_origin AS o
    SEMI JOIN held USING (row_ref)
    WHERE o.source = 'hrss.public_posts'
)
SELECT 'two_posts' AS code, '' AS story, 'duplicate' AS level, CAST(NULL AS VARCHAR) AS key, h.who AS person,
    CAST(NULL AS VARCHAR) AS workshop_id, CAST(NULL AS VARCHAR) AS other_workshop_id, 'PUBLIC_POST' AS scheme, h.month AS from_month,
    h.month AS to_month, h.county, h.row_ref, coalesce(k.native_key, h.row_ref) AS native_key, 'post' AS role,
    '岗位“' || text(p.post_name) || '”，' || day_zh(p.started_on) || '至'
    || CASE WHEN p.ended_on IS NULL THEN '今' ELSE day_zh(p.ended_on) END || '在岗' AS says,
    CAST(NULL AS DECIMAL(18, 2)) AS amount, CAST(NULL AS DECIMAL(18, 2)) AS risk, CAST(NULL AS VARCHAR) AS payment,
    CAST(NULL AS VARCHAR) AS office, CAST(NULL AS VARCHAR) AS part, CAST(NULL AS VARCHAR) AS rule, CAST(NULL AS VARCHAR) AS note
FROM held AS h
JOIN posts AS p ON p.row_ref = h.row_ref
LEFT JOIN keys AS k ON k.row_ref = h.row_ref
UNION ALL
-- What lies beyond one allowance a month is at risk.
SELECT 'two_posts', '', 'duplicate', NULL, b.who, NULL, NULL, 'PUBLIC_POST', b.month, b.month, NULL, l.row_ref, NULL, 'at_risk',
    payment_zh(l.office, l.from_month, l.to_month, l.state, l.amount), NULL, b.risk, NULL, NULL, NULL, NULL, NULL
FROM alerts.beyond AS b
JOIN alerts.live AS l USING (row_ref)
SEMI JOIN shared AS s ON s.who = b.who AND s.month = b.month
WHERE b.kind = 'post'
