-- 同月在两个车间。 A month of a person on the rosters of two workshops, once a pair; its rows are those of the rosters.
SELECT
    'two_workshops' AS code, 'contradiction' AS level, a.person, a.workshop_id, b.workshop_id AS other_workshop_id,
    CAST(NULL AS VARCHAR) AS scheme, m.month, CAST(NULL AS VARCHAR) AS row_ref, 'roster' AS role, '' AS says
FROM verify.stays AS a
JOIN verify.stays AS b ON b.person = a.person AND b.word = a.word AND a.workshop_id < b.workshop_id
JOIN verify.months AS m ON m.word = a.word AND (a.worked & b.worked & m.mask) <> 0
