-- 台账单元格。 A cell of the ledger, of this run and of the previous release, with where it comes from.
-- Written by `python -m etl.publish.cells` from what the ledger's columns rest on (etl/model/published.yaml).
WITH cells AS (
    SELECT * FROM (VALUES
        ('workshop_name', 'recorded'), ('uscc', 'recorded'), ('operator_name', 'recorded'),
        ('operator_state', 'recorded'), ('area_code', 'recorded'), ('address', 'recorded'),
        ('manager_name', 'recorded'), ('kind', 'recorded'), ('floor_area_m2', 'recorded'),
        ('product', 'recorded'), ('scale', 'recorded'), ('recognised_on', 'recorded'),
        ('recognised_by', 'recorded'), ('certificate_no', 'recorded'), ('state', 'recorded'),
        ('workers_declared', 'computed'), ('poverty_declared', 'computed'), ('poverty_undeclared', 'computed'),
        ('poverty_confirmed', 'computed'), ('poverty_declared_only', 'computed'),
        ('poverty_contradicted', 'computed'), ('poverty_unknown', 'computed'),
        ('poverty_not_in_force', 'computed'), ('mean_pay', 'computed'), ('recognition', 'computed'),
        ('upgrade', 'computed'), ('exit', 'computed'), ('schemes_paid', 'computed'),
        ('paid_this_year', 'computed'), ('over_this_year', 'computed'), ('under_this_year', 'computed'),
        ('open_alerts', 'computed'), ('conclusion', 'computed'), ('policy', 'policy')
    ) AS t (cell, kind_of_cell)
),
sides AS (
    SELECT TRUE AS is_now, n.* FROM ledger.ledger AS n
    UNION ALL
    SELECT FALSE AS is_now, b.* FROM earlier.ledger AS b
)
SELECT
    s.workshop_id, s.is_now, c.cell, c.kind_of_cell,
    CASE c.cell
        WHEN 'workshop_name' THEN text(s.workshop_name)
        WHEN 'uscc' THEN text(s.uscc)
        WHEN 'operator_name' THEN text(s.operator_name)
        WHEN 'operator_state' THEN text(s.operator_state)
        WHEN 'area_code' THEN text(s.area_code)
        WHEN 'address' THEN text(s.address)
        WHEN 'manager_name' THEN text(s.manager_name)
        WHEN 'kind' THEN text(s.kind)
        WHEN 'floor_area_m2' THEN text(s.floor_area_m2)
        WHEN 'product' THEN text(s.product)
        WHEN 'scale' THEN text(s.scale)
        WHEN 'recognised_on' THEN text(s.recognised_on)
        WHEN 'recognised_by' THEN text(s.recognised_by)
        WHEN 'certificate_no' THEN text(s.certificate_no)
        WHEN 'state' THEN text(s.state)
        WHEN 'workers_declared' THEN text(s.workers_declared)
        WHEN 'poverty_declared' THEN text(s.poverty_declared)
        WHEN 'poverty_undeclared' THEN text(s.poverty_undeclared)
        WHEN 'poverty_confirmed' THEN text(s.poverty_confirmed)
        WHEN 'poverty_declared_only' THEN text(s.poverty_declared_only)
        WHEN 'poverty_contradicted' THEN text(s.poverty_contradicted)
        WHEN 'poverty_unknown' THEN text(s.poverty_unknown)
        WHEN 'poverty_not_in_force' THEN text(s.poverty_not_in_force)
        WHEN 'mean_pay' THEN text(s.mean_pay)
        WHEN 'recognition' THEN text(s.recognition)
        WHEN 'upgrade' THEN text(s.upgrade)
        WHEN 'exit' THEN text(s.exit)
        WHEN 'schemes_paid' THEN text(s.schemes_paid)
        WHEN 'paid_this_year' THEN text(s.paid_this_year)
        WHEN 'over_this_year' THEN text(s.over_this_year)
        WHEN 'under_this_year' THEN text(s.under_this_year)
        WHEN 'open_alerts' THEN text(s.open_alerts)
        WHEN 'conclusion' THEN text(s.conclusion)
        WHEN 'policy' THEN text(s.policy)
    END AS value
FROM sides AS s
CROSS JOIN cells AS c
