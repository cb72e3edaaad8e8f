-- 应享未享的对象。 A person or workshop to whom something is due that was never claimed, its period over.
WITH due AS (
    SELECT e.*
    FROM rules.entitlements AS e
    SEMI JOIN run.areas AS a ON text(e.area) = '' OR starts_with(e.area, a.area)
    CROSS JOIN run.month AS m
    LEFT JOIN policy.published_always AS p USING (scheme)
    WHERE e.outcome = 'due' AND NOT e.has_live AND e.amount_due > 0 AND e.to_month <= m.month
        AND e.beneficiary_kind IN ('person', 'workshop')
        AND (p.scheme IS NOT NULL OR (e.from_month <= m.year * 100 + 12 AND e.to_month >= m.year * 100 + 1))
),
named AS (
    SELECT d.beneficiary_kind, d.beneficiary_key,
        CASE WHEN count(DISTINCT d.workshop_id) = 1 THEN max(d.workshop_id) END AS workshop_id,
        min(d.from_month) AS since, max(d.to_month) AS until,
        CAST(sum(d.amount_due) AS DECIMAL(18, 2)) AS amount, count(*) AS many,
        listed(coalesce(w.zh, d.scheme)) AS schemes, listed(d.document) AS document,
        listed(d.clause) AS clause, max(substr(d.area, 1, 6)) AS county,
        count(d.instead) AS chosen, listed(d.instead) AS instead
    FROM due AS d
    LEFT JOIN run.words AS w ON w.list = 'schemes' AND w.code = d.scheme
    GROUP BY d.beneficiary_kind, d.beneficiary_key
)
SELECT
    'owed' AS kind, n.beneficiary_key AS subject,
    CASE WHEN n.beneficiary_kind = 'person' THEN n.beneficiary_key END AS person_key,
    n.workshop_id, CAST(NULL AS VARCHAR) AS uscc,
    CASE WHEN n.beneficiary_kind = 'person' THEN coalesce(nullif(p.county, ''), n.county) ELSE n.county END AS county,
    CASE WHEN n.beneficiary_kind = 'person' THEN coalesce(p.township, '') ELSE '' END AS township,
    n.since, coalesce(s.workshop_name, '') AS last_employer, n.amount,
    replace(n.schemes, ',', '、') || '符合条件未申报，共' || text(n.many) || '项，合计' || yuan(n.amount) || '。'
    || CASE
        WHEN n.chosen = 0 THEN '请通知申报。'
        ELSE CASE WHEN n.chosen < n.many THEN '其中' || text(n.chosen) || '项因' ELSE '' END
            || '经营主体已享受' || replace(n.instead, ',', '、') || '，只能择一'
            || CASE WHEN n.chosen < n.many THEN '，其余请通知申报。' ELSE '，不再申报。' END
    END AS says,
    n.document, n.clause, CAST(NULL AS VARCHAR) AS area_code,
    month_number(n.until) AS changed_number
FROM named AS n
LEFT JOIN link.persons AS p ON p.person_key = n.beneficiary_key AND n.beneficiary_kind = 'person'
LEFT JOIN ledger.workshops AS s ON s.workshop_id = n.workshop_id
