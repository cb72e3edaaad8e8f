-- 务工月监测佐证的在册月。 A month on a roster in which a recorded spell of work names that workshop or its operator, in its county.
WITH names AS (
    SELECT DISTINCT workshop_id, plain_name(workshop_name) AS firm FROM conform.workshops
    UNION
    SELECT DISTINCT w.workshop_id, plain_name(e.entity_name) AS firm
    FROM conform.workshops AS w
    JOIN conform.entities AS e ON upper(e.uscc) = upper(w.uscc)
)
SELECT DISTINCT r.person, r.workshop_id, r.month
FROM verify.outwork AS s
JOIN names AS n ON n.firm = s.firm
JOIN verify.roster_months AS r
    ON r.person = s.person AND r.workshop_id = n.workshop_id
    AND r.number >= s.first_number AND r.number <= coalesce(s.last_number, r.number)
WHERE s.firm <> '' AND s.place_county = r.county
    -- What a return sheet of ours carried is our own word (etl/publish/in_returns/return_people.sql).
    AND NOT coalesce(contains(s.channel, '台账回填'), false)
