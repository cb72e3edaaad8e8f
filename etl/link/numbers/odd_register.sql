-- 登记册中不能照写比对的证件号码。 A version of a register person whose number can't be compared as it stands.
SELECT p.person_id, p.id_number
FROM conform.people AS p
WHERE p.id_number <> '' AND NOT is_plain_number(p.id_number)
