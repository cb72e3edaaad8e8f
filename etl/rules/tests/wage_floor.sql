-- 最低工资。 The lowest pay of a workshop's counted people, with and without those in doubt, against a part of a parameter.
WITH asked AS (
    SELECT q.workshop_id, q.asked, a.counting, a.ratio, a.parameter, a.parameter_zh, a.in_principle, a.by_day, a.paid_within, s.area
    FROM rules.questions AS q
    INNER JOIN policy.asked AS a ON a.asked = q.asked
    INNER JOIN rules.shops AS s ON s.workshop_id = q.workshop_id
    WHERE a.form = 'wage_floor'
),
-- The parameter of the narrowest area that holds in the month, the newest start of it.
parameters AS (
    SELECT
        p.name AS parameter,
        k.area,
        p.amount,
        row_number() OVER (
            PARTITION BY p.name, k.area
            ORDER BY length(p.area) DESC, coalesce(p.first_month, 0) DESC, p.year DESC NULLS LAST, p.amount
        ) AS nth
    FROM (SELECT DISTINCT area FROM asked) AS k
    INNER JOIN run.parameters AS p ON starts_with(k.area, p.area)
    CROSS JOIN run.month AS m
    WHERE p.scheme IS NULL
      AND (p.first_month IS NULL OR p.first_month <= m.month)
      AND (p.year IS NULL OR p.year = m.year)
),
floors AS (
    SELECT a.workshop_id, a.asked, part_of(p.amount, a.ratio) AS floor
    FROM asked AS a
    INNER JOIN parameters AS p ON p.parameter = a.parameter AND p.area = a.area AND p.nth = 1
),
-- The month's working days, where its year's calendar is known; else the days for which a month's pay is counted.
days AS (
    SELECT
        coalesce(nullif(count(*) FILTER (WHERE w.is_worked), 0), max(l.paid_days)) AS of_month,
        max(fen(l.paid_days)) AS counted,
        max(l.near_percent) AS near
    FROM policy.limits AS l
    CROSS JOIN run.month AS m
    LEFT JOIN policy.workdays AS w ON w.day BETWEEN m.first_day AND m.last_day
),
paid AS (
    SELECT
        p.counting,
        p.workshop_id,
        p.worker,
        p.in_low,
        p.in_high,
        CAST(coalesce(p.pay, 0) AS DECIMAL(18, 2)) AS pay,
        -- Part of the month's days: as much by the day for a whole month. No source holds hours.
        CASE WHEN w.days_worked > 0 AND w.days_worked < d.of_month
            THEN of_fen(fen(coalesce(p.pay, 0)) * d.counted // fen(w.days_worked)) END AS by_day,
        w.paid_on
    FROM rules.members AS p
    SEMI JOIN run.month AS m USING (month)
    CROSS JOIN days AS d
    LEFT JOIN verify.worker_months AS w
        ON w.worker = p.worker AND w.workshop_id = p.workshop_id AND w.month = p.month
),
told AS (
    SELECT
        a.workshop_id,
        a.asked,
        p.in_low,
        p.in_high,
        f.floor,
        CASE WHEN a.by_day THEN greatest(p.pay, coalesce(p.by_day, p.pay)) ELSE p.pay END AS pay,
        a.by_day AND coalesce(p.by_day > p.pay, FALSE) AND p.pay < f.floor AS is_part,
        coalesce(p.paid_on > end_day(month_plus(m.month, a.paid_within)), FALSE) AS is_late,
        part_of(f.floor, 1000000 - d.near * 10000) AS near_from,
        part_of(f.floor, 1000000 + d.near * 10000) AS near_to
    FROM asked AS a
    INNER JOIN paid AS p ON p.counting = a.counting AND p.workshop_id = a.workshop_id
    CROSS JOIN days AS d
    CROSS JOIN run.month AS m
    LEFT JOIN floors AS f ON f.workshop_id = a.workshop_id AND f.asked = a.asked
),
-- 0 below, 1 so near that a person decides, 2 reaching it.
judged AS (
    SELECT
        t.*,
        CASE
            WHEN is_part AND pay >= near_from AND pay < near_to THEN 1
            WHEN pay < floor THEN 0
            ELSE 2
        END AS state
    FROM told AS t
),
lowest AS (
    SELECT
        workshop_id,
        asked,
        min(pay) FILTER (WHERE in_high) AS low,
        min(pay) FILTER (WHERE in_low) AS high,
        count(*) FILTER (WHERE in_high) AS people,
        min(state) FILTER (WHERE in_low) AS worst_low,
        min(state) FILTER (WHERE in_high) AS worst_high,
        count(*) FILTER (WHERE in_high AND is_part) AS parts,
        count(*) FILTER (WHERE in_high AND is_late) AS late
    FROM judged
    GROUP BY workshop_id, asked
),
measured AS (
    SELECT
        a.workshop_id,
        a.asked,
        a.parameter_zh,
        a.in_principle,
        f.floor,
        l.low,
        l.high,
        l.people,
        l.worst_low,
        l.worst_high,
        l.parts,
        l.late,
        m.month
    FROM asked AS a
    CROSS JOIN run.month AS m
    LEFT JOIN floors AS f ON f.workshop_id = a.workshop_id AND f.asked = a.asked
    LEFT JOIN lowest AS l ON l.workshop_id = a.workshop_id AND l.asked = a.asked
)
SELECT
    workshop_id,
    asked,
    CASE
        WHEN coalesce(people, 0) = 0 THEN 'not_applicable'
        WHEN floor IS NULL THEN 'needs_person'
        WHEN worst_low = 0 THEN CASE WHEN in_principle THEN 'needs_person' ELSE 'not_met' END
        WHEN worst_low = 1 THEN 'needs_person'
        WHEN worst_high = 2 THEN 'met'
        ELSE 'undetermined'
    END AS outcome,
    CAST(low AS DOUBLE) AS low,
    CAST(high AS DOUBLE) AS high,
    CAST(floor AS DOUBLE) AS threshold,
    CASE
        WHEN floor IS NULL THEN '未配置参数：' || parameter_zh || '，不能核对' || month_zh(month) || '的工资'
        WHEN coalesce(people, 0) = 0 THEN month_zh(month) || '没有计入人员'
        ELSE month_zh(month) || '计入人员最低工资 ' || known(low) || ' 元，标准 ' || known(floor) || ' 元'
            || CASE WHEN parts > 0 THEN '（' || text(parts) || '人出勤不足全月，按日折算为全月，没有工时资料，接近标准的由人核实）' ELSE '' END
    END
    || CASE WHEN late > 0 THEN '；' || text(late) || '人的工资过了规定期限才发放' ELSE '' END AS says
FROM measured
