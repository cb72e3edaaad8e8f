-- 车间当月登记。 A workshop in a month, as the version that answers for it has it.
SELECT v.workshop_id, m.month, v.uscc, v.kind, substr(v.area_code, 1, 6) AS county
FROM conform.workshops AS v
JOIN verify.months AS m
    ON m.number >= holds_from(v.is_first, v.known_from) AND m.number <= holds_to(v.known_to)
