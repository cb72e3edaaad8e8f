-- 信用代码的全称。 A full name under which a credit code appears, long enough to be its own, with the head office that a branch's name begins with.
WITH written AS (
    SELECT upper(uscc) AS unit, plain_name(entity_name) AS firm FROM conform.entities
    UNION SELECT unit, firm FROM verify.units WHERE unit IS NOT NULL AND firm IS NOT NULL
),
full_names AS (
    SELECT
        w.unit, w.firm, l.sure_name,
        regexp_extract(
            w.firm,
            '^(.+?(?:有限责任公司|股份有限公司|有限公司|公司|合作社|集团|厂|中心|加工坊|农场|经营部|商行|工作室))(.{0,16}(?:分公司|分厂|分店|分社|分部|营业部|办事处))$',
            1
        ) AS head
    FROM written AS w
    CROSS JOIN policy.limits AS l
    WHERE length(w.firm) >= l.sure_name
        AND regexp_matches(w.firm, '公司|合作社|集团|厂|中心|加工坊|农场|经营部|商行|工作室')
)
SELECT unit, firm, CASE WHEN length(head) >= sure_name THEN head END AS head
FROM full_names
