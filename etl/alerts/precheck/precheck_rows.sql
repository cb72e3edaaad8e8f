-- 发放前核对结论。 A planned payment row as it is handed back: in order, in doubt, or not to be checked, and why.
WITH doubts AS (
    SELECT DISTINCT row_number FROM alerts.precheck_findings WHERE level <> 'inform'
),
looked AS (
    SELECT
        p.row_number, d.row_number IS NOT NULL AS is_doubted, p.outcome AS link, p.person, p.form, p.from_month, p.to_month, p.judged_to, j.outcome,
        j.amount_due, j.amount_high, j.taken, j.is_cut, j.rule, j.document, j.clause, j.says
    FROM alerts.planned_rows AS p
    LEFT JOIN doubts AS d USING (row_number)
    LEFT JOIN alerts.planned_judged AS j USING (row_number)
),
weighed AS (
    SELECT l.*, CASE
        WHEN l.form IS NOT NULL AND (l.link = 'unsure' OR l.person IS NULL) THEN '不能确认此人是登记中的哪一位，须先核实身份。'
        WHEN l.from_month > l.judged_to OR l.is_cut
            THEN '补贴期有月份晚于已核实的最后月份（' || month_zh(l.judged_to) || '），其条件尚不能核对。'
        WHEN l.outcome IS NULL THEN '该项目没有可以核对的条件，请按文件人工审核。'
        WHEN l.outcome IN ('no_basis', 'needs_person', 'undetermined') THEN l.says
        WHEN l.outcome = 'due' AND l.taken > l.amount_due AND l.taken <= l.amount_high
            THEN '已能确认的部分应享' || yuan(l.amount_due) || '，连同本行已申报和发放' || yuan(l.taken) || '，其余尚不能确认。'
        ELSE ''
    END AS open
    FROM looked AS l
)
SELECT
    row_number,
    CASE WHEN is_doubted THEN 'doubt' WHEN open <> '' THEN 'unable' ELSE 'passed' END AS outcome,
    CASE
        WHEN open <> '' THEN open
        WHEN is_doubted THEN ''
        ELSE '按条款核对符合条件，应享' || yuan(amount_due) || '。'
    END AS says,
    text(rule) AS rule, text(document) AS document, text(clause) AS clause
FROM weighed
