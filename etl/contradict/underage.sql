-- 未满劳动年龄。 A register row by which a person on a roster is too young on the month's last day.
SELECT
    'underage' AS code, 'contradiction' AS level, r.person, r.workshop_id, CAST(NULL AS VARCHAR) AS other_workshop_id,
    CAST(NULL AS VARCHAR) AS scheme, r.month, s.row_ref, 'register' AS role,
    '按信息系统记载的出生日期，当月末' || text(s.age) || '周岁' AS says
FROM verify.status AS s
CROSS JOIN policy.limits AS l
JOIN verify.roster_months AS r ON r.person = s.person AND r.month = s.month
WHERE r.is_registered AND s.age < l.working_age
