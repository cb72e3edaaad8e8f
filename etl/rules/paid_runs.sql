-- 务工人员连续领薪。 A worker's month at a workshop where a counting asks for tenure: how long it has been paid, and in its year.
WITH areas AS (
    SELECT DISTINCT area
    FROM policy.counting
    WHERE tenure_months IS NOT NULL
),
counties AS (
    SELECT DISTINCT w.county
    FROM verify.worker_months AS w
    INNER JOIN areas AS a ON starts_with(w.county, a.area)
),
work AS (
    SELECT
        w.worker,
        w.workshop_id,
        w.month,
        w.month // 100 AS year,
        month_number(w.month) AS number,
        coalesce(w.pay > 0, FALSE) AS is_paid
    FROM verify.worker_months AS w
    SEMI JOIN counties USING (county)
    CROSS JOIN run.month AS m
    WHERE w.month <= m.month
),
-- Every roster of those workshops, numbered: a month without one does not break a run.
rosters AS (
    SELECT workshop_id, number, row_number() OVER (PARTITION BY workshop_id ORDER BY number) AS roster
    FROM (SELECT DISTINCT workshop_id, number FROM work) AS handed
),
placed AS (
    SELECT
        w.worker,
        w.workshop_id,
        w.month,
        w.year,
        w.number,
        w.is_paid,
        r.roster,
        row_number() OVER (PARTITION BY w.worker, w.workshop_id, w.is_paid ORDER BY w.number) AS nth,
        CAST(sum(CASE WHEN w.is_paid THEN 1 ELSE 0 END) OVER (PARTITION BY w.worker, w.workshop_id, w.year) AS BIGINT)
            AS of_year
    FROM work AS w
    INNER JOIN rosters AS r ON r.workshop_id = w.workshop_id AND r.number = w.number
),
runs AS (
    SELECT
        worker,
        workshop_id,
        month,
        number,
        is_paid,
        of_year,
        -- Of paid months that follow each other, by the calendar and by the rosters, the difference stays the same.
        min(number) OVER (PARTITION BY worker, workshop_id, is_paid, number - nth) AS first_number,
        min(roster) OVER (PARTITION BY worker, workshop_id, is_paid, roster - nth) AS first_roster
    FROM placed
),
years AS (
    SELECT workshop_id, number // 12 AS year, count(*) AS rosters
    FROM rosters
    GROUP BY workshop_id, number // 12
)
SELECT
    r.worker,
    r.workshop_id,
    r.month,
    r.is_paid,
    CASE WHEN r.is_paid THEN r.number - r.first_number + 1 ELSE 0 END AS months,
    b.number AS unpaid_number,
    r.of_year,
    y.rosters
FROM runs AS r
INNER JOIN years AS y ON y.workshop_id = r.workshop_id AND y.year = r.number // 12
LEFT JOIN rosters AS b ON b.workshop_id = r.workshop_id AND b.roster = r.first_roster - 1
