-- 本期案例及其编号。 A case of this run under its computed id; of two cases of one identity the earlier stands for both.
WITH numbered AS (
    SELECT i.alert_id, c.*, row_number() OVER (PARTITION BY i.alert_id ORDER BY c.from_month, c.key) AS nth
    FROM alerts.cases AS c
    JOIN alerts.ids AS i USING (code, key)
)
SELECT alert_id, code, level, person, person_key, person_county, workshop_id, other_workshop_id, scheme, from_month, to_month, county,
    rule, detail, is_by_month
FROM numbered
WHERE nth = 1
