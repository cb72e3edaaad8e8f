/*
zh: 公益性岗位与车间同月
en: Public post and workshop in one month
levels: [contradiction, review]
looks_at: rosters
silent_without: [hrss.public_posts]
anchor: first_month
money: months
explains: {person: 10}
cites: {"52": XD-30, "": XD-02}
correction: {source: hrss.public_posts, column: ended_on}
stories:
  plain: {cases: months, says: "同一人同月既在车间花名册上，又在乡村公益性岗位在岗，两处用工难以同时成立。"}
page:
  looks_for:
    zh: 同月既在公益性岗位在岗又在车间花名册上：整月在岗为矛盾，部分日期在岗为待核。
    en: "In a public-welfare post and on a roster in one month: contradiction where the post was held on every day, for review on some days only."
  data:
    zh: 车间月度花名册及核实结果。
    en: Monthly rosters with what the verification found.
  clauses: [XD-02, XD-30]
  false_alarms:
    zh: 月中转岗；同名人员（按身份证号区分，不会误配）。
    en: A change of job within the month. Namesakes are told apart by ID number.
  check:
    zh: 查岗位考勤和车间考勤，看同一天是否两处出勤。
    en: Compare the attendance of both for the same day.
*/
-- 公益性岗位人员同时在车间。 A row of a public-welfare post held in a month on a roster: on every day of it a contradiction, on some for review.
WITH met AS (
    SELECT
        r.person, r.workshop_id, r.month, p.row_ref, p.state AS post_name, p.first_on, p.last_on,
        CASE WHEN p.first_on > m.first_day THEN EXTRACT(day FROM p.first_on) ELSE 1 END AS from_day,
        CASE WHEN p.last_on < m.last_day THEN EXTRACT(day FROM p.last_on) ELSE EXTRACT(day FROM m.last_day) END AS to_day,
        EXTRACT(day FROM m.last_day) AS days
    FROM verify.spells AS p
    JOIN verify.roster_months AS r ON r.person = p.sure
    JOIN verify.months AS m ON m.month = r.month
    WHERE p.kind = 'post' AND (p.last_on IS NULL OR p.last_on >= p.first_on)
        AND p.first_on <= m.last_day AND (p.last_on IS NULL OR p.last_on >= m.first_day)
),
reached AS (
    SELECT
        person, workshop_id, month, from_day, to_day, days,
        coalesce(
            max(to_day) OVER (
                PARTITION BY person, workshop_id, month
                ORDER BY from_day, to_day, row_ref
                ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
            ),
            0
        ) AS before
    FROM met
),
months AS (
    SELECT
        person, workshop_id, month,
        CASE WHEN bool_or(from_day > before + 1) OR max(to_day) < max(days) THEN 'review' ELSE 'contradiction' END AS level
    FROM reached
    GROUP BY person, workshop_id, month
)
SELECT
    'post_and_workshop' AS code, m.level, m.person, m.workshop_id, CAST(NULL AS VARCHAR) AS other_workshop_id,
    CAST(NULL AS VARCHAR) AS scheme, m.month, p.row_ref, 'post' AS role,
    '公益性岗位' || text(p.post_name) || '，' || day_zh(p.first_on) || '至'
    || CASE WHEN p.last_on IS NULL THEN '今' ELSE day_zh(p.last_on) END || '在岗' AS says
FROM met AS p
JOIN months AS m ON m.person = p.person AND m.workshop_id = p.workshop_id AND m.month = p.month
