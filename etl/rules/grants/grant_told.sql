-- 有花名册可说的车间月。 A workshop's month in which not being on a roster says something: its own came, or its county's are full.
SELECT DISTINCT
    place,
    number,
    TRUE AS is_handed
FROM rules.grant_work
UNION ALL
SELECT
    s.place,
    f.number,
    FALSE AS is_handed
FROM rules.grant_shops AS s
INNER JOIN rules.grant_full AS f
    ON f.area = s.area AND f.source = 'hrss.rosters'
ANTI JOIN rules.grant_work AS w
    ON w.place = s.place AND w.number = f.number
