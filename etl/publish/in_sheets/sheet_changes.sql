-- 较上期变化表。 A changed cell with the county of the workshop that it, or its roster row, belongs to.
WITH rows_at AS (
    SELECT i.native_key, max(e.workshop_id) AS workshop_id
    FROM publish.employment AS e
    INNER JOIN publish.row_index AS i USING (row_ref)
    GROUP BY i.native_key
)
SELECT
    h."table", h.native_key, h."column", h.month,
    CASE WHEN h.month < m.month THEN '是' ELSE '' END AS restated,
    h.was, h.now, h.because, h.says,
    coalesce(s.county, '') AS county, coalesce(c.county_name, s.county, '') AS county_name
FROM publish.changes AS h
CROSS JOIN run.month AS m
LEFT JOIN rows_at AS a ON a.native_key = h.native_key
LEFT JOIN ledger.ledger AS s
    ON s.workshop_id = CASE WHEN h."table" = 'ledger' THEN h.native_key ELSE a.workshop_id END
LEFT JOIN publish.counties AS c ON c.county = s.county
