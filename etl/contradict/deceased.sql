-- 死亡人员。 A register row by which a person on a roster was dead before the month began; a death in the month itself contradicts nothing.
SELECT
    'deceased' AS code, 'contradiction' AS level, r.person, r.workshop_id, CAST(NULL AS VARCHAR) AS other_workshop_id,
    CAST(NULL AS VARCHAR) AS scheme, r.month, s.dead_ref AS row_ref, 'register' AS role,
    '信息系统记载' || day_zh(s.dead_on) || '死亡' AS says
FROM verify.status AS s
JOIN verify.roster_months AS r ON r.person = s.person AND r.month = s.month
WHERE r.is_registered AND s.dead_on < first_day(r.month)
