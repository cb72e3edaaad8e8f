-- 拟认定公示。 A workshop that has applied and meets what is asked of it: its recognition is put up for notice.
SELECT
    l.county, l.workshop_id, l.workshop_name, l.operator_name, l.uscc, l.address, l.kind, l.product, l.workers_declared, l.policy
FROM ledger.ledger AS l
ANTI JOIN publish.held_back AS h ON h.workshop_id = l.workshop_id
WHERE l.state = 'applied' AND l.recognition = 'met'
