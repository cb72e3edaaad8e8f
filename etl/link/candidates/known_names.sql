-- 登记册所知的姓名。 A name of a register person that a form may mean, as a version wrote it, and whether it is a former one.
SELECT v.person_id, v.name AS known, FALSE AS is_former FROM link.register_versions AS v
UNION
SELECT v.person_id, v.former_name AS known, TRUE AS is_former
FROM link.register_versions AS v
WHERE v.former_name <> ''
