/*
zh: 未认定或已取消期间享受补贴
en: Subsidy outside the workshop's recognition
levels: [duplicate]
looks_at: payments
rests_on: workshop_scheme
silent_without: [hrss.subsidies]
anchor: two_rows
money: rows
explains: {workshop: 3}
is_prechecked: true
stories:
  plain: {cases: runs, says: "{span}享受车间补贴{rows}笔，合计{total}（{offices}），{note}"}
page:
  looks_for:
    zh: 只有认定车间才能享受的补贴（以各文件为准：有认定标准的文件里给车间的项目，条款另写市场主体都可享受的除外），其月份全部在持有称号以外；按月计发的（稳岗、补齐工资、劳务补助、社保、租金、水电、贴息），在称号以外的那部分月份。称号从认定当月到取消、注销当月，首尾都算，历次认定都看；有状态日期缺失、认定日期缺失的月份不报。按年或一次性的，条件在持有称号期间已经满足的，不论所属期怎样写都不报。
    en: A subsidy that only a recognised workshop can have (what a document with a standard of recognition gives to workshops, but for what a clause gives to any employer) none of whose months lies within the title; of what is counted by the month, the months outside. The title runs from the month of recognition to that of its end, both included, all spells; months of which a missing day leaves it open raise nothing. A yearly or once-only row that meets its conditions within the title raises nothing, whatever its label says.
  data:
    zh: 补贴申报与发放（数智人社、县级一卡通）、认定台账。
    en: Claims and payments (HRSS, county finance) and the register of workshops.
  clauses: [GX-3.5.4, SX-4.4.4]
  false_alarms:
    zh: 认定日期或状态日期登记错误；重新认定只在未导入的旧台账里有记录。
    en: Day of recognition or of its end registered wrongly; an earlier recognition that only a register never delivered knows.
  check:
    zh: 核对认定文件和取消文件的日期。
    en: Check the days of the papers of recognition and revocation.
*/
WITH spells AS (
    SELECT workshop_id, min(first_number) AS begun FROM rules.titles GROUP BY workshop_id
),
-- What is counted by the month: the months before the title apart from those after it. Other rows: the row.
parted AS (
    SELECT u.row_ref, max(u.rule) AS rule, bool_or(u.is_monthly) AS is_monthly, min(u.month) AS first_month,
        max(u.month) AS last_month, count(*) AS months, max(s.begun) AS begun,
        coalesce(month_number(min(u.month)) < max(s.begun), TRUE) AS is_early
    FROM alerts.untitled AS u
    LEFT JOIN spells AS s ON s.workshop_id = u.workshop_id
    GROUP BY u.row_ref, u.is_monthly AND coalesce(month_number(u.month) < s.begun, TRUE)
),
ended AS (
    SELECT p.row_ref, max(t.last_number) AS number
    FROM parted AS p
    JOIN alerts.live AS l USING (row_ref)
    JOIN rules.titles AS t ON t.workshop_id = l.workshop_id
    WHERE NOT p.is_early AND t.last_number < month_number(p.first_month)
    GROUP BY p.row_ref
),
costed AS (
    SELECT p.row_ref, p.is_early, p.rule, p.begun, l.workshop_id, l.scheme, l.county, l.native_key, l.office, l.state, l.amount, l.payment,
        CASE WHEN p.is_monthly THEN p.first_month ELSE l.from_month END AS from_month,
        CASE WHEN p.is_monthly THEN p.last_month ELSE l.to_month END AS to_month,
        -- The even share of the months outside, to the fen, half up.
        CASE WHEN p.is_monthly THEN of_fen((2 * fen(l.amount) * p.months + l.span) // (2 * l.span)) ELSE l.amount END AS part,
        l.from_month AS first_month, l.to_month AS last_month
    FROM parted AS p
    JOIN alerts.live AS l USING (row_ref)
)
SELECT 'outside_recognition' AS code, '' AS story, 'duplicate' AS level,
    c.workshop_id || '|' || c.scheme || '|' || CASE WHEN c.is_early THEN 'early' ELSE 'late' END AS key, CAST(NULL AS BIGINT) AS person,
    c.workshop_id, CAST(NULL AS VARCHAR) AS other_workshop_id, c.scheme, c.from_month, c.to_month, w.county, c.row_ref, c.native_key,
    'payment' AS role, payment_zh(c.office, c.first_month, c.last_month, c.state, c.amount)
    || CASE WHEN c.part < c.amount THEN '，其中' || span_zh(c.from_month, c.to_month) || '的' || yuan(c.part) ELSE '' END AS says, c.part AS amount, c.part AS risk,
    c.payment, c.office, CAST(NULL AS VARCHAR) AS part, c.rule,
    CASE WHEN c.begun IS NULL THEN '而该车间没有认定。'
         WHEN c.is_early THEN '而认定时间为' || month_zh(month_at(c.begun)) || '，补贴期早于认定。'
         WHEN e.number IS NULL THEN '而当时该车间没有称号。'
         ELSE '而资格已于' || month_zh(month_at(e.number)) || '取消或注销，补贴期在其后。' END AS note
FROM costed AS c
JOIN alerts.workshops AS w ON w.workshop_id = c.workshop_id
LEFT JOIN ended AS e ON e.row_ref = c.row_ref AND NOT c.is_early
