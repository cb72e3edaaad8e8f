/*
zh: 失业登记与车间同月
en: Registered as unemployed and on the roster in one month
levels: [review]
looks_at: rosters
silent_without: [unemployment.registrations]
anchor: first_month
money: months
explains: {person: 20}
correction: {source: unemployment.registrations, column: ended_on}
stories:
  plain: {cases: months, says: "该人员当月每天都登记为失业，又在车间花名册上领取工资。"}
page:
  looks_for:
    zh: 失业登记覆盖在册有工资月份的每一天。
    en: Registered as unemployed on every day of a roster month with pay.
  data:
    zh: 车间月度花名册、失业登记。
    en: Monthly rosters and registrations as unemployed.
  false_alarms:
    zh: 上岗后没有及时注销失业登记。
    en: The registration was not ended when the job began.
  check:
    zh: 核对上岗日期和工资流水，通知就业服务机构更新登记。
    en: Check the first day at work and proof of pay; tell the employment service to update its record.
*/
-- 失业登记期间在车间。 A registration as unemployed of a month on a roster with pay on every day of which one held.
WITH met AS (
    SELECT DISTINCT
        r.same AS person, r.workshop_id, r.month, s.started_on, s.ended_on,
        row_ref('unemployment.registrations', s.pull_id, s.row_number) AS row_ref,
        CASE WHEN s.started_on > m.first_day THEN EXTRACT(day FROM s.started_on) ELSE 1 END AS from_day,
        CASE WHEN s.ended_on < m.last_day THEN EXTRACT(day FROM s.ended_on) ELSE EXTRACT(day FROM m.last_day) END AS to_day,
        EXTRACT(day FROM m.last_day) AS days
    FROM conform.registrations AS s
    JOIN verify.who AS w ON w.form = s.form
    JOIN verify.rosters AS r ON r.same = w.same AND r.pay > 0
    JOIN verify.months AS m ON m.month = r.month
    WHERE s.started_on <= m.last_day AND (s.ended_on IS NULL OR s.ended_on >= m.first_day)
),
-- One registration may take over from another on the next day.
reached AS (
    SELECT
        m.*,
        coalesce(
            max(to_day) OVER (
                PARTITION BY person, workshop_id, month ORDER BY from_day, to_day, row_ref
                ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
            ),
            0
        ) AS before
    FROM met AS m
),
whole AS (
    SELECT person, workshop_id, month
    FROM reached
    GROUP BY person, workshop_id, month
    HAVING NOT bool_or(from_day > before + 1) AND max(to_day) = max(days)
)
SELECT
    'registered_unemployed' AS code, 'review' AS level, s.person, s.workshop_id, CAST(NULL AS VARCHAR) AS other_workshop_id,
    CAST(NULL AS VARCHAR) AS scheme, s.month, s.row_ref,
    'unemployed' AS role, day_zh(s.started_on) || '起登记失业' || CASE WHEN s.ended_on IS NULL THEN '，至今' ELSE '，至' || day_zh(s.ended_on) END AS says
FROM met AS s
SEMI JOIN whole AS w ON w.person = s.person AND w.workshop_id = s.workshop_id AND w.month = s.month
