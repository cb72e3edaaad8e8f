-- 上期疑点的依据。 A row behind an open alert of the previous release by the source's own key, which outlives a pull.
SELECT e.alert_id, i.source, coalesce(i.native_key, i.row_ref) AS native_key,
    i.source || '|' || coalesce(i.native_key, i.row_ref) AS native, i.native_key IS NOT NULL AS has_key, e.role = 'register' AS is_register
FROM earlier.alert_evidence AS e
JOIN earlier.row_index AS i USING (row_ref)
