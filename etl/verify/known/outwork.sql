-- 务工月监测所记的务工。 A recorded spell of work of a register person, by the register's own number, else by whom its wording names.
SELECT
    coalesce(p.person, w.same) AS person, s.form, row_ref('outwork.spells', s.pull_id, s.row_number) AS row_ref,
    s.stated_employer, plain_name(s.stated_employer) AS firm, s.channel, s.from_month, s.to_month, s.updated_on,
    CASE WHEN length(s.place_code) >= 6 THEN substr(s.place_code, 1, 6) END AS place_county,
    coalesce(contains(s.channel, '帮扶车间'), false) AS names_workshop,
    month_number(s.from_month) AS first_number, month_number(s.to_month) AS last_number, number_of(s.updated_on) AS updated_number
FROM conform.spells AS s
LEFT JOIN link.persons AS p ON p.register_person_id = s.person_id
LEFT JOIN verify.who AS w ON w.form = s.form
WHERE coalesce(p.person, w.same) IS NOT NULL
