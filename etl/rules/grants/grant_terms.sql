-- 备案合同的期限。 A filed contract of a surely named person: its face term and the months in which it is in force.
WITH named AS (
    SELECT
        l.person,
        c.uscc,
        contract_bit(c.contract_kind) AS kind,
        c.contract_from,
        c.contract_to,
        CASE
            WHEN c.ended_early_on IS NOT NULL AND (c.contract_to IS NULL OR c.ended_early_on < c.contract_to)
                THEN c.ended_early_on
            ELSE c.contract_to
        END AS until
    FROM conform.contracts AS c
    INNER JOIN link.link_forms AS l USING (form)
    WHERE l.person IS NOT NULL AND l.outcome <> 'unsure' AND c.contract_from IS NOT NULL
)

SELECT
    person,
    uscc,
    kind,
    contract_from,
    contract_to,
    month_number(month_of(contract_from)) AS begins,
    month_number(month_of(until)) AS ends
FROM named
