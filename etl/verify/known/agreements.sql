-- 与经营主体的备案合同。 The contract filed with the operator for months on its roster, as bits that never meet: the one that began last.
WITH contracts AS (
    SELECT person, workshop_id, word, bits, row_ref, state, first_on, last_on
    FROM verify.filed
    WHERE kind = 'contract' AND is_own AND state IS NOT NULL
),
stays AS (
    SELECT
        person, workshop_id, word, count(*) AS contracts, max(bits) AS bits,
        max(state) AS filed_kind, max(first_on) AS filed_from, max(last_on) AS filed_to
    FROM contracts
    GROUP BY person, workshop_id, word
),
several AS (
    SELECT person, workshop_id, word FROM stays WHERE contracts > 1
),
monthly AS (
    SELECT
        c.person, c.workshop_id, c.word, m.mask, c.state, c.first_on, c.last_on,
        row_number() OVER (
            PARTITION BY c.person, c.workshop_id, c.word, m.mask ORDER BY c.first_on DESC, c.row_ref DESC
        ) = 1 AS is_last
    FROM contracts AS c
    SEMI JOIN several AS s ON s.person = c.person AND s.workshop_id = c.workshop_id AND s.word = c.word
    JOIN verify.months AS m ON m.word = c.word AND (c.bits & m.mask) <> 0
)
SELECT person, workshop_id, word, bits, filed_kind, filed_kind AS filed_kinds, filed_from, filed_to
FROM stays
WHERE contracts = 1
UNION ALL
SELECT
    person, workshop_id, word, mask AS bits,
    max(state) FILTER (WHERE is_last) AS filed_kind,
    listed(state) AS filed_kinds,
    max(first_on) FILTER (WHERE is_last) AS filed_from,
    max(last_on) FILTER (WHERE is_last) AS filed_to
FROM monthly
GROUP BY person, workshop_id, word, mask
