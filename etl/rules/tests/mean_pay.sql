-- 人均工资。 The mean pay over the months asked of the people whom a workshop counts in the ledger month.
WITH asked AS (
    SELECT
        q.workshop_id,
        q.asked,
        a.counting,
        a.amount,
        month_at(m.number - a.months + 1) AS first_month,
        m.month
    FROM rules.questions AS q
    INNER JOIN policy.asked AS a ON a.asked = q.asked
    CROSS JOIN run.month AS m
    WHERE a.form = 'mean_pay'
),
counted AS (
    SELECT a.workshop_id, a.asked, a.first_month, a.month, w.worker, w.in_low
    FROM asked AS a
    INNER JOIN rules.members AS w
        ON w.counting = a.counting AND w.workshop_id = a.workshop_id AND w.month = a.month
    WHERE w.in_high
),
paid AS (
    SELECT
        c.workshop_id,
        c.asked,
        c.worker,
        c.in_low,
        CAST(coalesce(sum(w.pay), 0) AS DECIMAL(18, 2)) AS pay,
        CAST(coalesce(sum(w.pay) FILTER (WHERE NOT coalesce(w.is_in_arrears, FALSE)), 0) AS DECIMAL(18, 2)) AS pay_sure
    FROM counted AS c
    INNER JOIN verify.worker_months AS w ON w.worker = c.worker AND w.workshop_id = c.workshop_id
    WHERE w.month BETWEEN c.first_month AND c.month AND w.verdict <> 'contradicted'
    GROUP BY c.workshop_id, c.asked, c.worker, c.in_low
),
sums AS (
    SELECT
        workshop_id,
        asked,
        count(*) FILTER (WHERE in_low) AS sure,
        count(*) AS people,
        CAST(CAST(sum(pay_sure) FILTER (WHERE in_low) AS DECIMAL(18, 2)) AS DOUBLE) AS of_sure,
        CAST(CAST(sum(pay) AS DECIMAL(18, 2)) AS DOUBLE) AS of_all
    FROM paid
    GROUP BY workshop_id, asked
),
means AS (
    SELECT
        workshop_id,
        asked,
        sure,
        of_sure / CAST(greatest(sure, 1) AS DOUBLE) AS of_sure,
        of_all / CAST(greatest(people, 1) AS DOUBLE) AS of_all
    FROM sums
),
measured AS (
    SELECT
        a.workshop_id,
        a.asked,
        a.amount,
        a.first_month,
        a.month,
        k.high > 0 AS may_count,
        n.sure,
        n.of_all,
        least(coalesce(n.of_sure, n.of_all), n.of_all) AS low,
        greatest(coalesce(n.of_sure, n.of_all), n.of_all) AS high
    FROM asked AS a
    LEFT JOIN means AS n ON n.workshop_id = a.workshop_id AND n.asked = a.asked
    LEFT JOIN rules.counted AS k ON k.counting = a.counting AND k.workshop_id = a.workshop_id AND k.month = a.month
)
SELECT
    workshop_id,
    asked,
    CASE
        -- Whom the register might know, where it came, may count.
        WHEN of_all IS NULL AND may_count THEN 'undetermined'
        WHEN of_all IS NULL THEN 'not_met'
        WHEN sure = 0 THEN 'undetermined'
        WHEN low >= CAST(amount AS DOUBLE) THEN 'met'
        WHEN high < CAST(amount AS DOUBLE) THEN 'not_met'
        ELSE 'undetermined'
    END AS outcome,
    low,
    high,
    CAST(amount AS DOUBLE) AS threshold,
    CASE
        WHEN of_all IS NULL AND may_count THEN period_zh(first_month, month) || '登记数据不全，是否有计入人员不能确定'
        WHEN of_all IS NULL THEN period_zh(first_month, month) || '没有计入人员'
        ELSE period_zh(first_month, month) || '计入人员人均工资 ' || text(CAST(of_all AS DECIMAL(18, 2))) || ' 元，标准 '
            || text(amount) || ' 元'
    END AS says
FROM measured
