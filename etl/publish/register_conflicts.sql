-- 登记册之间的不一致。 A cell of one register that another register contradicts, of a person whom both hold: each office is asked.
WITH people AS (
    SELECT p.*, row_number() OVER (PARTITION BY p.person_id ORDER BY p.known_from DESC, p.pull_id DESC, p.row_number DESC) AS nth
    FROM conform.people AS p
    CROSS JOIN run.month AS m
    SEMI JOIN run.areas AS a ON starts_with(p.village_code, a.area)
    SEMI JOIN link.register_ids AS i ON i.register_person_id = p.person_id
    WHERE (p.known_from <= m.last_day AND (p.known_to IS NULL OR p.known_to > m.last_day)) OR (p.is_first AND p.known_from > m.last_day)
),
entries AS (
    SELECT
        'resettlement.residents' AS source, row_ref('resettlement.residents', r.pull_id, r.row_number) AS row_ref, i.register_person_id AS person_id,
        r.form, r.county, r.moved_in_on <= m.last_day AS has_moved, r.person_state = '死亡' AS is_dead, FALSE AS is_drawing,
        row_number() OVER (PARTITION BY r.resident_id ORDER BY r.known_from DESC, r.pull_id DESC, r.row_number DESC) AS nth
    FROM conform.residents AS r
    INNER JOIN link.register_ids AS i ON i.entry_id = 'resettlement:' || r.resident_id
    CROSS JOIN run.month AS m
    WHERE (r.known_from <= m.last_day AND (r.known_to IS NULL OR r.known_to > m.last_day)) OR (r.is_first AND r.known_from > m.last_day)
    UNION ALL
    SELECT
        'civil_affairs.assistance' AS source, row_ref('civil_affairs.assistance', s.pull_id, s.row_number) AS row_ref,
        i.register_person_id AS person_id, s.form, s.county, FALSE AS has_moved, FALSE AS is_dead,
        coalesce(s.to_month >= m.month, TRUE) AS is_drawing, 1 AS nth
    FROM conform.assistance AS s
    INNER JOIN link.register_ids AS i ON i.entry_id = 'civil_affairs:' || s.row_id
    CROSS JOIN run.month AS m
    WHERE s.from_month <= m.month
),
pairs AS (
    SELECT
        e.source, e.row_ref, e.county, e.has_moved, e.is_drawing, coalesce(e.is_dead, FALSE) AS is_dead,
        row_ref('monitoring.people', p.pull_id, p.row_number) AS people_ref, substr(p.village_code, 1, 6) AS people_county,
        coalesce(p.person_state = '死亡', FALSE) AS people_dead, coalesce(number_of(p.person_state_on) < month_number(m.month), FALSE) AS long_dead,
        p.relocated, p.name AS people_name, p.id_number AS people_number, f.name, f.id_text
    FROM entries AS e
    INNER JOIN people AS p ON p.person_id = e.person_id AND p.nth = 1
    INNER JOIN conform.forms AS f ON f.form = e.form
    CROSS JOIN run.month AS m
    WHERE e.nth = 1
),
others AS (
    SELECT * FROM (VALUES ('resettlement.residents', '易地搬迁系统'), ('civil_affairs.assistance', '社会救助信息')) AS o(source, zh)
),
found AS (
    SELECT p.source, p.row_ref, '搬迁入住日期' AS "column", '' AS was, '防返贫监测信息系统记载该人员不是易地搬迁人口，请核对。' AS says, p.county
    FROM pairs AS p WHERE p.has_moved AND NOT p.relocated
    UNION ALL
    SELECT 'monitoring.people', p.people_ref, '是否易地扶贫搬迁', '否', '易地搬迁系统记载该人员已搬迁入住，请核对。', p.people_county
    FROM pairs AS p WHERE p.has_moved AND NOT p.relocated
    UNION ALL
    SELECT p.source, p.row_ref, '人员状态', '', '防返贫监测信息系统对该人员是否死亡的记载不同，请核对。', p.county
    FROM pairs AS p WHERE p.source = 'resettlement.residents' AND p.is_dead <> p.people_dead
    UNION ALL
    SELECT 'monitoring.people', p.people_ref, '人员状态', '', '易地搬迁系统对该人员是否死亡的记载不同，请核对。', p.people_county
    FROM pairs AS p WHERE p.source = 'resettlement.residents' AND p.is_dead <> p.people_dead
    UNION ALL
    SELECT p.source, p.row_ref, '终止年月', '', '防返贫监测信息系统记载该人员在本月之前已死亡，救助仍未终止，请核对。', p.county
    FROM pairs AS p WHERE p.is_drawing AND p.people_dead AND p.long_dead
    UNION ALL
    SELECT 'monitoring.people', p.people_ref, '人员状态', '', '该人员记为已死亡，社会救助信息记载其仍在享受救助，请核对。', p.people_county
    FROM pairs AS p WHERE p.is_drawing AND p.people_dead AND p.long_dead
    UNION ALL
    SELECT p.source, p.row_ref, w.name_column, text(p.name), '与防返贫监测信息系统所记姓名不同，请核对。', p.county
    FROM pairs AS p INNER JOIN run.written_columns AS w USING (source) WHERE p.name <> p.people_name
    UNION ALL
    SELECT 'monitoring.people', p.people_ref, '姓名', text(p.people_name), '与' || o.zh || '所记姓名不同，请核对。', p.people_county
    FROM pairs AS p
    INNER JOIN others AS o USING (source)
    WHERE p.name <> p.people_name
    UNION ALL
    SELECT p.source, p.row_ref, w.id_column, masked_id(p.id_text), '与防返贫监测信息系统所记证件号码不同，请核对。', p.county
    FROM pairs AS p INNER JOIN run.written_columns AS w USING (source) WHERE substr(p.id_text, 1, 18) <> substr(p.people_number, 1, 18)
    UNION ALL
    SELECT 'monitoring.people', p.people_ref, '证件号码', masked_id(p.people_number), '与' || o.zh || '所记证件号码不同，请核对。', p.people_county
    FROM pairs AS p
    INNER JOIN others AS o USING (source)
    WHERE substr(p.id_text, 1, 18) <> substr(p.people_number, 1, 18)
)
-- One row of a register may stand against several spells of another.
SELECT f.source, f.row_ref, f."column", min(f.was) AS was, listed(f.says) AS says, min(text(f.county)) AS county
FROM found AS f
WHERE f."column" IS NOT NULL
GROUP BY f.source, f.row_ref, f."column"
