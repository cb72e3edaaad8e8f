-- 各类矛盾的依据行。 A row behind a month that an alert of this folder found, of all alerts alike; without a row where the rosters' own rows are all.
SELECT code, level, person, workshop_id, other_workshop_id, scheme, month, row_ref, role, says FROM contradict.away
UNION ALL
SELECT code, level, person, workshop_id, other_workshop_id, scheme, month, row_ref, role, says FROM contradict.deceased
UNION ALL
SELECT code, level, person, workshop_id, other_workshop_id, scheme, month, row_ref, role, says FROM contradict.drawing_unemployment
UNION ALL
SELECT code, level, person, workshop_id, other_workshop_id, scheme, month, row_ref, role, says FROM contradict.entity_inactive
UNION ALL
SELECT code, level, person, workshop_id, other_workshop_id, scheme, month, row_ref, role, says FROM contradict.flexible_insured
UNION ALL
SELECT code, level, person, workshop_id, other_workshop_id, scheme, month, row_ref, role, says FROM contradict.insured_elsewhere
UNION ALL
SELECT code, level, person, workshop_id, other_workshop_id, scheme, month, row_ref, role, says FROM contradict.owner
UNION ALL
SELECT code, level, person, workshop_id, other_workshop_id, scheme, month, row_ref, role, says FROM contradict.pensioner
UNION ALL
SELECT code, level, person, workshop_id, other_workshop_id, scheme, month, row_ref, role, says FROM contradict.post_and_workshop
UNION ALL
SELECT code, level, person, workshop_id, other_workshop_id, scheme, month, row_ref, role, says FROM contradict.registered_unemployed
UNION ALL
SELECT code, level, person, workshop_id, other_workshop_id, scheme, month, row_ref, role, says FROM contradict.student
UNION ALL
SELECT code, level, person, workshop_id, other_workshop_id, scheme, month, row_ref, role, says FROM contradict.two_workshops
UNION ALL
SELECT code, level, person, workshop_id, other_workshop_id, scheme, month, row_ref, role, says FROM contradict.underage
