-- 在校学生。 A register row by which a person on a roster is at upper secondary school or beyond; in the vacation it only informs.
SELECT
    'student' AS code, CASE WHEN v.month_of_year IS NULL THEN 'contradiction' ELSE 'inform' END AS level,
    r.person, r.workshop_id, CAST(NULL AS VARCHAR) AS other_workshop_id, CAST(NULL AS VARCHAR) AS scheme, r.month,
    s.schooling_ref AS row_ref, 'register' AS role, '信息系统记载在校生状况为' || s.schooling AS says
FROM verify.status AS s
JOIN verify.roster_months AS r ON r.person = s.person AND r.month = s.month
LEFT JOIN policy.vacations AS v ON v.month_of_year = r.month % 100
WHERE r.is_registered AND s.schooling IN ('普通高中', '中职', '高职高专', '本科及以上')
