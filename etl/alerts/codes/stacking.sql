/*
zh: 多项政策叠加
en: Several policies at once
levels: [inform]
looks_at: payments
rests_on: stacks
silent_without: [hrss.subsidies]
anchor: two_rows
money: none
is_prechecked: true
stories:
  plain: {cases: rows, says: "{span}间享受两项补贴，所涉{rows}笔合计{total}（{offices}），文件未禁止，供参考。"}
  months: {cases: runs, says: "{span}同时享受两项补贴，所涉{rows}笔合计{total}（{offices}），文件未禁止，供参考。"}
page:
  looks_for:
    zh: 文件不禁止、但值得知道的两项补贴并存，不进核查队列，涉及金额为零。
    en: Two subsidies that no document forbids together and that are worth knowing. It never stands in the queue; nothing is at risk.
  data:
    zh: 补贴申报与发放（数智人社、县级一卡通）、认定台账。
    en: Claims and payments (HRSS, county finance) and the register of workshops.
  clauses: [XD-04, XD-12, XD-15, XD-19, XD-21, XD-25, XD-26, XD-46]
  false_alarms:
    zh: 无。
    en: None.
  check:
    zh: 一般不需核查；统计用。
    en: As a rule nothing; for statistics.
*/
WITH met AS (
    SELECT l.row_ref, l.who, l.unit, p.per, p.side, p.rule, text(l.month) AS when_met, month_number(l.month) AS number
    FROM alerts.live_months AS l
    JOIN policy.pairs AS p ON p.area = l.area AND p.scheme = l.scheme
    WHERE p.kind = 'stacks' AND p.per = 'person_month' AND l.month BETWEEN p.first_month AND p.last_month
    UNION ALL
    SELECT l.row_ref, l.who, l.unit, p.per, p.side, p.rule, CASE WHEN p.per = 'person_year' THEN text(l.from_month // 100) ELSE '' END,
        CAST(NULL AS BIGINT)
    FROM alerts.live AS l
    JOIN policy.pairs AS p ON p.area = l.area AND p.scheme = l.scheme
    WHERE p.kind = 'stacks' AND p.per <> 'person_month' AND l.from_month BETWEEN p.first_month AND p.last_month
),
-- Months of one pair and person are one alert.
keyed AS (
    SELECT row_ref, side, rule, when_met, number,
        CASE WHEN per = 'workshop' THEN 'shop|' || unit || '|' || rule ELSE 'person|' || text(who) || '|' || rule END AS key
    FROM met
    WHERE CASE WHEN per = 'workshop' THEN unit IS NOT NULL ELSE who IS NOT NULL END
),
both_sides AS (
    SELECT key, when_met FROM keyed GROUP BY key, when_met HAVING count(DISTINCT side) = 2
),
shared AS (
    SELECT DISTINCT k.row_ref, k.key, k.rule, k.number FROM keyed AS k SEMI JOIN both_sides USING (key, when_met)
),
-- What is held against each other month by month speaks of the months that both sides share.
apart AS (
    SELECT s.*, s.number - row_number() OVER (PARTITION BY s.row_ref, s.key ORDER BY s.number) AS run FROM shared AS s
),
hits AS (
    SELECT row_ref, key, rule, month_at(min(number)) AS first_month, month_at(max(number)) AS last_month
    FROM apart
    GROUP BY row_ref, key, rule, run
)
SELECT 'stacking' AS code, CASE WHEN h.first_month IS NULL THEN '' ELSE 'months' END AS story, 'inform' AS level, h.key,
    CASE WHEN NOT starts_with(h.key, 'shop') THEN l.who END AS person, l.workshop_id, CAST(NULL AS VARCHAR) AS other_workshop_id, l.scheme,
    coalesce(h.first_month, l.from_month) AS from_month, coalesce(h.last_month, l.to_month) AS to_month, l.county, l.row_ref,
    l.native_key, 'payment' AS role,
    text(z.zh) || '，' || payment_zh(l.office, l.from_month, l.to_month, l.state, l.amount) AS says, l.amount,
    CAST(NULL AS DECIMAL(18, 2)) AS risk, l.payment, l.office, CAST(NULL AS VARCHAR) AS part, h.rule, CAST(NULL AS VARCHAR) AS note
FROM hits AS h
JOIN alerts.live AS l USING (row_ref)
LEFT JOIN run.words AS z ON z.list = 'schemes' AND z.code = l.scheme
