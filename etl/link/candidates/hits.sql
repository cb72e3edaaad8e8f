-- 号码相同的候选人。 A form and a register person of its number, with the best way in which their names agree.
SELECT h.form, h.person_id, h.number_way, max(w.rank) AS rank
FROM link.hit_names AS h
INNER JOIN link.hit_ways AS w USING (name, known, is_former)
GROUP BY h.form, h.person_id, h.number_way
