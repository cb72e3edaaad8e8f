/*
zh: 花名册长期雷同
en: A roster that never changes
levels: [review]
looks_at: rosters
silent_without: [hrss.rosters]
anchor: first_month
money: none
stories:
  plain: {cases: months, says: "连续三个月以上，计入的人员每月工资分毫不差，花名册疑为照抄。"}
page:
  looks_for:
    zh: 计入的人员（五人以上）连续三个月以上每月工资同为一个数，分毫不差。
    en: Five counted people or more with one and the same pay to the fen, in three months or more in a row.
  data:
    zh: 车间月度花名册及核实结果。
    en: Monthly rosters with what the verification found.
  false_alarms:
    zh: 实行固定月薪且无加班。
    en: A fixed monthly wage without overtime.
  check:
    zh: 查工资表原件和银行流水。
    en: See the original payroll and the bank's record.
*/
WITH counted AS (
    SELECT r.workshop_id, r.month, r.county, r.person, r.pay, r.row_ref, r.form
    FROM verify.roster_verdicts AS r
    LEFT JOIN alerts.counties AS c ON c.county = r.county
    LEFT JOIN policy.counted_groups AS g ON g.area = c.area
    WHERE r.outcome = 'same' AND (
        (r.poverty_exit = 'yes' AND coalesce(g.counts_poverty_exit, TRUE)) OR (r.monitored = 'yes' AND coalesce(g.counts_monitored, TRUE))
        OR (r.relocated = 'yes' AND coalesce(g.counts_relocated, FALSE)) OR (r.low_income = 'yes' AND coalesce(g.undelivered, FALSE))
    )
),
-- People are counted only where so many rows have one pay.
one_pay AS (
    SELECT workshop_id, month, max(pay) AS pay
    FROM counted
    GROUP BY workshop_id, month
    HAVING count(pay) >= 5 AND count(pay) = count(*) AND min(pay) = max(pay) AND max(pay) > 0
),
alike AS (
    SELECT c.workshop_id, c.month, month_number(c.month) AS number, max(p.pay) AS pay, max(c.county) AS county
    FROM counted AS c
    JOIN one_pay AS p ON p.workshop_id = c.workshop_id AND p.month = c.month
    GROUP BY c.workshop_id, c.month
    HAVING count(DISTINCT c.person) >= 5
),
-- A month of a run of three or more: the two before, the two after, or one on either side are alike.
placed AS (
    SELECT a.*, lag(number, 2) OVER (PARTITION BY workshop_id, pay ORDER BY number) AS two_before,
        lag(number, 1) OVER (PARTITION BY workshop_id, pay ORDER BY number) AS one_before,
        lead(number, 1) OVER (PARTITION BY workshop_id, pay ORDER BY number) AS one_after,
        lead(number, 2) OVER (PARTITION BY workshop_id, pay ORDER BY number) AS two_after
    FROM alike AS a
),
frozen AS (
    SELECT workshop_id, month, county
    FROM placed
    WHERE two_before = number - 2 OR two_after = number + 2 OR (one_before = number - 1 AND one_after = number + 1)
)
SELECT 'roster_frozen' AS code, '' AS story, 'review' AS level, CAST(NULL AS VARCHAR) AS key, CAST(NULL AS BIGINT) AS person, f.workshop_id,
    CAST(NULL AS VARCHAR) AS other_workshop_id, CAST(NULL AS VARCHAR) AS scheme, f.month AS from_month, f.month AS to_month, f.county,
    c.row_ref, CAST(NULL AS VARCHAR) AS native_key, 'roster' AS role, month_zh(f.month) || '申报工资' || yuan(c.pay) || '，' || who_zh(n.name, n.id_text) AS says,
    CAST(NULL AS DECIMAL(18, 2)) AS amount, CAST(NULL AS DECIMAL(18, 2)) AS risk, CAST(NULL AS VARCHAR) AS payment,
    CAST(NULL AS VARCHAR) AS office, CAST(NULL AS VARCHAR) AS part, CAST(NULL AS VARCHAR) AS rule, CAST(NULL AS VARCHAR) AS note
FROM frozen AS f
JOIN counted AS c ON c.workshop_id = f.workshop_id AND c.month = f.month
LEFT JOIN conform.forms AS n ON n.form = c.form
