-- 县名。 A county as the register writes its name.
SELECT substr(village_code, 1, 6) AS county, max(county_name) AS county_name
FROM conform.people
WHERE county_name <> '' AND village_code IS NOT NULL
GROUP BY substr(village_code, 1, 6)
