-- 车间回填表。 A workshop as it is entered into other systems: its ledger row, who supervises it, and whether what the sheet of last month asked was entered.
WITH answering AS (
    SELECT w.workshop_id, w.supervised_by,
        row_number() OVER (PARTITION BY w.workshop_id ORDER BY w.known_from DESC, w.pull_id DESC, w.row_number DESC) AS nth
    FROM conform.workshops AS w
    CROSS JOIN run.month AS m
    WHERE (w.known_from <= m.last_day AND (w.known_to IS NULL OR w.known_to > m.last_day)) OR (w.is_first AND w.known_from > m.last_day)
),
asked AS (
    SELECT DISTINCT e.native_key AS workshop_id, max(e.month) AS month
    FROM earlier.changes AS e
    WHERE e."table" = 'ledger'
    GROUP BY e.native_key
),
-- Recorded for the month of that sheet, or on a day after it.
entered AS (
    SELECT f.workshop_id, max(f.said_on) AS entered_on
    FROM link.facts AS f
    INNER JOIN asked AS a ON a.workshop_id = f.workshop_id
    WHERE f.code = 'entered' AND coalesce(f.from_month >= a.month, f.said_on > end_day(a.month), FALSE)
        AND coalesce(trim(f.value), '') NOT IN ('否', '未', '无')
    GROUP BY f.workshop_id
)
SELECT
    l.*, coalesce(c.county_name, l.county) AS county_name, s.supervised_by,
    substr(l.area_code, 1, 2) AS province_code, substr(l.area_code, 1, 4) AS city_code,
    a.workshop_id IS NOT NULL AND n.workshop_id IS NULL AS is_unentered,
    CASE
        WHEN a.workshop_id IS NULL THEN ''
        WHEN n.workshop_id IS NULL THEN '上期列入，没有已录入的记录'
        ELSE '已录入' || CASE WHEN n.entered_on IS NULL THEN '' ELSE '，' || day_zh(n.entered_on) END
    END AS entered
FROM ledger.ledger AS l
LEFT JOIN publish.counties AS c USING (county)
LEFT JOIN answering AS s ON s.workshop_id = l.workshop_id AND s.nth = 1
LEFT JOIN asked AS a ON a.workshop_id = l.workshop_id
LEFT JOIN entered AS n ON n.workshop_id = l.workshop_id
