-- 信息系统所填务工企业即车间。 An employer as the register writes it, with a workshop that it means.
WITH stated AS (
    SELECT DISTINCT stated_employer, plain_name(stated_employer) AS firm
    FROM verify.status
    WHERE stated_employer IS NOT NULL
),
shop_names AS (
    SELECT o.workshop_id, f.firm FROM verify.families AS o JOIN verify.firms AS f ON f.unit = o.unit
    UNION
    SELECT w.workshop_id, plain_name(w.workshop_name) AS firm
    FROM conform.workshops AS w
    CROSS JOIN policy.limits AS l
    WHERE length(plain_name(w.workshop_name)) >= l.sure_name
)
SELECT DISTINCT s.stated_employer, n.workshop_id
FROM stated AS s
JOIN shop_names AS n ON n.firm = s.firm
