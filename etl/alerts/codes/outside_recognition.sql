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
    zh: 只有认定车间才能享受的补贴（各地项目见 `policy/cross_scheme.yaml` 的 workshop_schemes），其期间开始于认定月份之前，或在取消、注销的月份之后。任何用人单位都能享受的（如贵州的一次性吸纳就业补助）不报。
    en: A subsidy that only a recognised workshop can have (`policy/cross_scheme.yaml`, workshop_schemes), for a period that begins before the month of recognition or after that of its end. What any employer can have, such as one-off hiring in Guizhou, raises nothing.
  data:
    zh: 补贴申报与发放（数智人社、县级一卡通）、认定台账。
    en: Claims and payments (HRSS, county finance) and the register of workshops.
  clauses: [GX-3.5.4, SX-4.4.4]
  false_alarms:
    zh: 认定日期登记错误；重新认定后台账只留新日期。
    en: Day of recognition registered wrongly; after a second recognition only the new day is kept.
  check:
    zh: 核对认定文件和取消文件的日期。
    en: Check the days of the papers of recognition and revocation.
*/
WITH titles AS (
    SELECT workshop_id, area, month_of(recognised_on) AS begun,
        CASE WHEN state IN ('revoked', 'deregistered') THEN month_of(state_on) END AS ended
    FROM alerts.workshops
),
outside AS (
    SELECT l.row_ref, t.area, t.begun, t.ended, l.from_month < t.begun AS is_early
    FROM alerts.live AS l
    JOIN titles AS t ON t.workshop_id = l.workshop_id
    JOIN policy.workshop_schemes AS s ON s.area = t.area AND s.scheme = l.scheme
    WHERE l.beneficiary_kind = 'workshop' AND l.from_month BETWEEN s.first_month AND s.last_month
        AND (l.from_month < t.begun OR l.from_month > t.ended)
)
SELECT 'outside_recognition' AS code, '' AS story, 'duplicate' AS level,
    l.workshop_id || '|' || l.scheme || '|' || CASE WHEN o.is_early THEN 'early' ELSE 'late' END AS key, CAST(NULL AS BIGINT) AS person,
    l.workshop_id, CAST(NULL AS VARCHAR) AS other_workshop_id, l.scheme, l.from_month, l.to_month, w.county, l.row_ref, l.native_key,
    'payment' AS role, payment_zh(l.office, l.from_month, l.to_month, l.state, l.amount) AS says, l.amount, l.amount AS risk,
    l.payment, l.office, CAST(NULL AS VARCHAR) AS part, s.rule,
    CASE WHEN o.is_early THEN '而认定时间为' || month_zh(o.begun) || '，补贴期早于认定。'
         ELSE '而资格已于' || month_zh(o.ended) || '取消或注销，补贴期在其后。' END AS note
FROM outside AS o
JOIN alerts.live AS l USING (row_ref)
JOIN alerts.workshops AS w ON w.workshop_id = l.workshop_id
LEFT JOIN policy.loses_support AS s ON s.area = o.area
