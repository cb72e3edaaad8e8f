-- 校核纠错。 A cell of a source that its office is asked about: what a match settled, what could not be read, what another record contradicts.
WITH telling AS (
    SELECT * FROM (VALUES
        (1, 'id', 'id_one_digit', '证件号码有一位与登记不同'),
        (2, 'id', 'id_transposed', '证件号码有两位颠倒'),
        (3, 'id', 'id_truncated', '证件号码不完整'),
        (4, 'id', 'id_15_digit', '证件号码仍是15位'),
        (5, 'id', 'id_in_certificate', '填写的是残疾人证号'),
        (6, 'id', 'id_missing', '没有填写证件号码'),
        (7, 'id', 'id_invalid', '证件号码不符合编码规则'),
        (1, 'name', 'name_variant_char', '姓名用字是异体字'),
        (2, 'name', 'name_homophone', '姓名用字音同字不同'),
        (3, 'name', 'name_lookalike', '姓名用字形近'),
        (4, 'name', 'name_spacing', '姓名中有多余的空格或间隔号'),
        (5, 'name', 'name_former', '填写的是曾用名'),
        (6, 'name', 'name_pinyin', '姓名是拼音'),
        (7, 'name', 'name_truncated', '姓名不完整'),
        (8, 'name', 'name_order', '姓名次序颠倒')
    ) AS t (place, part, code, zh)
),
matches AS (
    -- The register itself is several sources: its rows are nobody's to correct.
    SELECT row_ref, source, person_key, reasons
    FROM publish.links
    WHERE outcome = 'same' AND source <> 'monitoring.people'
),
told AS (
    SELECT r.reasons, t.part, arg_min(t.zh, t.place) AS zh
    FROM (SELECT DISTINCT reasons FROM matches) AS r
    INNER JOIN telling AS t ON contains(',' || r.reasons || ',', ',' || t.code || ',')
    GROUP BY r.reasons, t.part
),
settled AS (
    SELECT
        m.source, m.row_ref, t.zh,
        CASE WHEN t.part = 'id' THEN w.id_column ELSE w.name_column END AS "column",
        CASE WHEN t.part = 'id' THEN masked_id(f.id_text) ELSE text(f.name) END AS was,
        CASE WHEN t.part = 'id' THEN masked_id(p.id_normal) ELSE text(p.name) END AS found,
        CASE WHEN t.part = 'id' THEN text(f.id_text) <> text(p.id_normal) ELSE text(f.name) <> text(p.name) END AS is_other
    FROM matches AS m
    INNER JOIN told AS t USING (reasons)
    INNER JOIN run.written_columns AS w USING (source)
    INNER JOIN conform.row_origin AS o USING (row_ref)
    INNER JOIN conform.forms AS f ON f.form = o.form
    INNER JOIN link.persons AS p ON p.person_key = m.person_key
),
sure AS (
    SELECT source, row_ref, "column", was, found, zh || '，请核对后更正。' AS says
    FROM settled
    WHERE "column" IS NOT NULL AND found <> '' AND is_other
),
unread AS (
    -- A superseded row was corrected by its source.
    SELECT q.source, q.row_ref, q."column", '' AS was, '' AS found, q.says
    FROM publish.quarantine AS q
    ANTI JOIN sure AS s USING (row_ref, "column")
    WHERE q.reason IN ('missing', 'unreadable', 'code_unknown', 'scheme_unknown', 'value_unreadable')
),
suspected AS (
    -- The office hears that there is such a record and never what it says.
    SELECT e.row_ref, split_part(e.row_ref, ':', 1) AS source, t.code
    FROM publish.alert_evidence AS e
    INNER JOIN publish.alerts AS t USING (alert_id)
    WHERE e.role <> 'at_risk' AND t.state NOT IN ('cleared', 'not_confirmed') AND t.level <> 'inform'
),
contradicted AS (
    SELECT
        s.source, s.row_ref, q."column",
        array_to_string(list_sort(list(DISTINCT q.zh)), '、') || max(q.asks) AS says
    FROM suspected AS s
    INNER JOIN run.questioned_columns AS q USING (code, source)
    GROUP BY s.source, s.row_ref, q."column"
),
asked AS (
    SELECT c.source, c.row_ref, c."column", '' AS was, '' AS found, c.says
    FROM contradicted AS c
    ANTI JOIN sure AS s USING (row_ref, "column")
    ANTI JOIN unread AS u USING (row_ref, "column")
),
-- What two registers say of one person differs: both offices are asked.
differing AS (
    SELECT r.source, r.row_ref, r."column", r.was, '' AS found, replace(r.says, '。,', '；') AS says
    FROM publish.register_conflicts AS r
    ANTI JOIN sure AS s USING (row_ref, "column")
    ANTI JOIN unread AS u USING (row_ref, "column")
    ANTI JOIN asked AS a USING (row_ref, "column")
)
SELECT source, row_ref, "column", was, found, says FROM sure
UNION ALL
SELECT source, row_ref, "column", was, found, says FROM unread
UNION ALL
SELECT source, row_ref, "column", was, found, says FROM asked
UNION ALL
SELECT source, row_ref, "column", was, found, says FROM differing
