-- 疑点清单。 An alert with the person it is about; what was never claimed has a sheet of its own.
SELECT
    t.alert_id, t.code, t.level, t.title, p.name, p.id_masked, p.id_number, t.workshop_id, t.other_workshop_id, t.scheme,
    t.from_month, t.to_month, t.amount_at_risk, t.says, t.priority, t.state, t.first_seen,
    text(t.document) || CASE WHEN t.clause IS NOT NULL THEN ' ' || t.clause ELSE '' END AS clause_shown,
    t.comparison,
    CASE t.state WHEN 'confirmed' THEN '属实' WHEN 'not_confirmed' THEN '不属实' WHEN 'data_error' THEN '数据有误' WHEN 'owed' THEN '应补发' END
        AS blank_result,
    CAST(NULL AS VARCHAR) AS blank_by,
    t.county, coalesce(c.county_name, t.county) AS county_name
FROM publish.alerts AS t
LEFT JOIN publish.people AS p USING (person_key)
LEFT JOIN publish.counties AS c ON c.county = t.county
WHERE t.code <> 'unpaid_due'
