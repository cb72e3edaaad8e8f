-- 公示人员。 A person of the notice under a number that this release alone gives: no key and no end of an ID number leads to another release.
SELECT
    'N' || lpad(text(row_number() OVER (ORDER BY county, township, name, id_place, id_shown, person_key)), 6, '0') AS person_key,
    name, id_place AS id_masked, CAST(NULL AS VARCHAR) AS id_number, county, township, '' AS village,
    CAST(NULL AS VARCHAR) AS household_key, '' AS groups
FROM publish.masked_people
