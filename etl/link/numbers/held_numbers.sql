-- 登记册中判读出的证件号码。 A number of a register person that had to be read: eighteen characters, or the digits left of a cut one.
-- A register may hold a certificate's number whose check digit fails: what it shows is looked up all the same.
SELECT
    r.person_id,
    substr(r.id_number, 1, 18) AS number,
    TRUE AS is_certificate,
    CAST(NULL AS VARCHAR) AS prefix
FROM link.odd_register AS r
WHERE is_certificate(r.id_number)
UNION ALL
SELECT
    r.person_id,
    coalesce(n.text18, n.normal) AS number,
    n.kind = 'certificate' AS is_certificate,
    n.prefix
FROM link.odd_register AS r
INNER JOIN link.numbers AS n ON n.text = r.id_number
WHERE NOT is_certificate(r.id_number) AND coalesce(n.text18, n.normal, n.prefix) IS NOT NULL
