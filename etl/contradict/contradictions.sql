-- 就业矛盾。 A month on a roster that another system contradicts, or that is for review or only told.
SELECT DISTINCT code, level, person, workshop_id, other_workshop_id, scheme, month
FROM contradict.found
