-- 一卡通清单。 A subsidy that waits to be paid, or a payment that came back and was not made again, with what speaks for and against it.
WITH wanted AS (
    SELECT b.*, CASE WHEN b.state = 'returned' THEN 'failed' ELSE 'planned' END AS list
    FROM verify.benefits AS b
    SEMI JOIN run.areas AS a ON starts_with(b.county, a.area)
    CROSS JOIN run.month AS m
    WHERE (b.state IN ('claimed', 'approved') AND b.is_live)
        OR (b.state = 'returned' AND b.to_month >= (m.year - 1) * 100 + 1)
),
again AS (
    -- Made, claimed or approved again for the same time.
    SELECT DISTINCT w.row_ref
    FROM wanted AS w
    INNER JOIN verify.benefits AS b
        ON b.scheme = w.scheme AND b.from_month = w.from_month AND b.state <> 'returned'
        AND b.sure IS NOT DISTINCT FROM w.sure AND b.workshop_id IS NOT DISTINCT FROM w.workshop_id
    WHERE w.list = 'failed'
),
judged AS (
    SELECT w.row_ref,
        min(CASE e.outcome
            WHEN 'not_due' THEN 1 WHEN 'needs_person' THEN 2 WHEN 'undetermined' THEN 3 WHEN 'no_basis' THEN 4 WHEN 'pending' THEN 5 ELSE 6
        END) AS rank
    FROM wanted AS w
    INNER JOIN rules.entitlements AS e
        ON e.scheme = w.scheme AND e.beneficiary_kind = w.beneficiary_kind AND e.person IS NOT DISTINCT FROM w.sure
        AND coalesce(e.workshop_id = w.workshop_id, TRUE) AND w.from_month BETWEEN e.from_month AND e.to_month
    GROUP BY w.row_ref
),
doubted AS (
    SELECT e.row_ref, listed(split_part(t.title, '，', 1)) AS titles
    FROM publish.alert_evidence AS e
    INNER JOIN publish.alerts AS t USING (alert_id)
    WHERE t.state IN ('new', 'known', 'reopened', 'confirmed') AND t.level <> 'inform'
    GROUP BY e.row_ref
),
accounts AS (
    -- A workshop's or an agency's own account takes money for many.
    SELECT b.account, count(DISTINCT b.sure) AS people
    FROM verify.benefits AS b
    WHERE b.account <> '' AND b.beneficiary_kind = 'person'
    GROUP BY b.account
),
firms AS (
    SELECT upper(e.uscc) AS uscc, e.entity_name,
        row_number() OVER (PARTITION BY upper(e.uscc) ORDER BY e.known_from DESC, e.pull_id DESC, e.row_number) AS nth
    FROM conform.entities AS e
),
used AS (
    -- The account of a person to which money last came through.
    SELECT b.sure, b.account, row_number() OVER (PARTITION BY b.sure ORDER BY b.paid_on DESC NULLS LAST, b.row_ref DESC) AS nth
    FROM verify.benefits AS b
    WHERE b.state = 'paid' AND b.account <> '' AND b.sure IS NOT NULL AND b.beneficiary_kind = 'person'
)
SELECT
    w.list, w.row_ref, w.row_id, text(w.batch_id) AS batch_id, w.scheme, w.beneficiary_kind, w.workshop_id, l.workshop_name,
    CASE w.beneficiary_kind
        WHEN 'workshop' THEN l.operator_name
        -- Never the person whom an agency found work for.
        WHEN 'agency' THEN coalesce(o.entity_name, w.uscc)
        ELSE coalesce(p.name, f.name)
    END AS payee,
    text(f.name) AS name, masked_id(f.id_text) AS id_masked, f.id_text AS id_number,
    CASE WHEN w.account <> '' THEN '尾号' || right(w.account, 4) ELSE '' END AS account_masked, text(w.account) AS account,
    w.from_month, w.to_month, w.amount, text(w.fund) AS fund, w.state, w.county, coalesce(c.county_name, w.county) AS county_name,
    CASE
        WHEN d.titles IS NOT NULL THEN '有疑点，请核实后再定：' || replace(d.titles, ',', '、')
        WHEN j.rank = 6 THEN '符合条件'
        WHEN j.rank = 1 THEN '现有数据不符合条件，请核实'
        WHEN j.rank = 5 THEN '期间未满'
        ELSE '尚不能判断'
    END AS advice,
    CASE
        WHEN w.list <> 'failed' THEN ''
        WHEN text(w.account) = '' THEN '没有账号'
        WHEN coalesce(f.name, f.id_text, '') <> '' AND w.sure IS NULL THEN '姓名与证件号码对不上'
        WHEN a.people >= 3 THEN '账号由' || text(a.people) || '人使用'
        WHEN u.account <> w.account THEN '与发放成功的账号（尾号' || right(u.account, 4) || '）不同'
        ELSE '请向代发银行核实'
    END AS why
FROM wanted AS w
ANTI JOIN again AS g USING (row_ref)
LEFT JOIN conform.forms AS f ON f.form = w.form
LEFT JOIN link.persons AS p ON p.person = w.sure
LEFT JOIN ledger.ledger AS l ON l.workshop_id = w.workshop_id
LEFT JOIN publish.counties AS c ON c.county = w.county
LEFT JOIN judged AS j ON j.row_ref = w.row_ref
LEFT JOIN doubted AS d ON d.row_ref = w.row_ref
LEFT JOIN firms AS o ON o.uscc = upper(w.uscc) AND o.nth = 1
LEFT JOIN accounts AS a ON a.account = w.account AND w.beneficiary_kind = 'person'
LEFT JOIN used AS u ON u.sure = w.sure AND u.nth = 1 AND w.beneficiary_kind = 'person'
