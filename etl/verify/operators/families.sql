-- 车间经营主体的单位。 An employer that is a workshop's operator: by code, by full name, as its head office or its branch.
WITH own AS (
    SELECT DISTINCT workshop_id, upper(uscc) AS unit FROM conform.workshops WHERE uscc IS NOT NULL
),
own_names AS (
    SELECT DISTINCT o.workshop_id, f.firm FROM own AS o JOIN verify.firms AS f ON f.unit = o.unit
),
heads AS (
    SELECT o.workshop_id, f.head FROM own AS o JOIN verify.firms AS f ON f.unit = o.unit WHERE f.head IS NOT NULL
),
related AS (
    SELECT workshop_id, unit FROM own
    UNION SELECT o.workshop_id, f.unit FROM own_names AS o JOIN verify.firms AS f ON f.firm = o.firm
    UNION SELECT o.workshop_id, f.unit FROM own_names AS o JOIN verify.firms AS f ON f.head = o.firm
    UNION SELECT h.workshop_id, f.unit FROM heads AS h JOIN verify.firms AS f ON f.firm = h.head
)
SELECT u.workshop_id, u.unit, n.number
FROM related AS u
JOIN verify.units AS n ON n.unit = u.unit
UNION
SELECT o.workshop_id, n.unit, n.number
FROM own_names AS o
JOIN verify.units AS n ON n.firm = o.firm
CROSS JOIN policy.limits AS l
WHERE n.unit IS NULL AND length(n.firm) >= l.sure_name
