-- 在册月位。 A person at a workshop in four years: the months on its roster as bits.
SELECT person, workshop_id, word, CAST(bit_or(mask) AS BIGINT) AS worked
FROM verify.roster_months
GROUP BY person, workshop_id, word
