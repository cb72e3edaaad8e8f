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
-- 失业登记期间在车间。 A registration as unemployed that holds on every day of a month on a roster with pay.
SELECT DISTINCT
    'registered_unemployed' AS code, 'review' AS level, r.same AS person, r.workshop_id, CAST(NULL AS VARCHAR) AS other_workshop_id,
    CAST(NULL AS VARCHAR) AS scheme, r.month, row_ref('unemployment.registrations', s.pull_id, s.row_number) AS row_ref,
    'registration' AS role, day_zh(s.started_on) || '起登记失业' || coalesce('，至' || day_zh(s.ended_on), '') AS says
FROM conform.registrations AS s
JOIN verify.who AS w ON w.form = s.form
JOIN verify.rosters AS r ON r.same = w.same AND r.pay > 0
JOIN verify.months AS m ON m.month = r.month
WHERE s.started_on <= m.first_day AND (s.ended_on IS NULL OR s.ended_on >= m.last_day)
