-- 有时间线的人员。 A person surely named by a roster, claim, payment, post or course.
SELECT person FROM verify.stays
UNION SELECT sure AS person FROM verify.benefits WHERE sure IS NOT NULL
UNION SELECT sure AS person FROM verify.spells WHERE kind IN ('post', 'training') AND sure IS NOT NULL
