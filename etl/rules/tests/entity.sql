-- 经营主体。 A workshop's operator as the registry holds it: its kind, whether it is in business, where it is registered.
WITH tested AS (
    SELECT
        q.workshop_id,
        q.asked,
        a.words,
        v.entity_kind,
        v.state,
        CASE
            WHEN NOT a.asks_entity_kind OR k.asked IS NOT NULL THEN 'met'
            WHEN r.asked IS NOT NULL THEN 'not_met'
            WHEN v.entity_kind IS NULL THEN 'undetermined'
            ELSE 'needs_person'
        END AS of_kind,
        CASE
            WHEN NOT a.asks_active THEN 'met'
            WHEN v.is_gone THEN 'not_met'
            WHEN v.state IS NULL THEN 'undetermined'
            ELSE 'met'
        END AS in_business,
        CASE
            WHEN a.registered_in IS NULL THEN 'met'
            WHEN s.uscc IS NULL THEN 'undetermined'
            -- The third to eighth digits of a credit code are the area of its registration.
            WHEN starts_with(substr(s.uscc, 3), a.registered_in) THEN 'met'
            -- The code stays what it was where a firm moved in.
            ELSE 'needs_person'
        END AS in_area
    FROM rules.questions AS q
    INNER JOIN policy.asked AS a ON a.asked = q.asked
    INNER JOIN rules.shops AS s ON s.workshop_id = q.workshop_id
    LEFT JOIN rules.entities AS v ON v.uscc = s.uscc
    LEFT JOIN policy.asked_code AS k ON k.asked = q.asked AND k.list = 'entity_kind' AND k.code = v.entity_kind
    LEFT JOIN policy.asked_code AS r ON r.asked = q.asked AND r.list = 'refused_kind' AND r.code = v.entity_kind
    WHERE a.form = 'entity'
)
SELECT
    t.workshop_id,
    t.asked,
    CASE
        WHEN 'not_met' IN (t.of_kind, t.in_business) THEN 'not_met'
        WHEN 'needs_person' IN (t.of_kind, t.in_area) OR t.words IS NOT NULL THEN 'needs_person'
        WHEN 'undetermined' IN (t.of_kind, t.in_business, t.in_area) THEN 'undetermined'
        ELSE 'met'
    END AS outcome,
    CAST(NULL AS DOUBLE) AS low,
    CAST(NULL AS DOUBLE) AS high,
    CAST(NULL AS DOUBLE) AS threshold,
    '经营主体为' || known(coalesce(k.zh, t.entity_kind)) || '，登记状态为' || known(coalesce(w.zh, t.state))
        || CASE WHEN t.in_area = 'needs_person' THEN '；统一社会信用代码的登记地不在本区，须核实是否已迁入' ELSE '' END
        || coalesce('；须由人核实：' || t.words, '') AS says
FROM tested AS t
LEFT JOIN policy.word AS k ON k.list = 'entity_kind' AND k.code = t.entity_kind
LEFT JOIN policy.word AS w ON w.list = 'entity_state' AND w.code = t.state
