-- 需要比对的写法。 A form that its number and name, as they are written, did not settle, with all that they say.
SELECT
    f.form,
    f.id_text,
    coalesce(f.name, '') AS name,
    f.phone,
    f.account,
    f.county,
    coalesce(n.kind, 'citizen') AS id_kind,
    n.fault AS id_fault,
    CASE WHEN n.text IS NULL THEN f.id_text ELSE n.normal END AS id_normal,
    CASE WHEN n.text IS NULL THEN f.id_text ELSE n.text18 END AS id_text18,
    CASE
        WHEN n.text IS NULL
            THEN substr(f.id_text, 7, 4) || '-' || substr(f.id_text, 11, 2) || '-' || substr(f.id_text, 13, 2)
        ELSE n.born
    END AS id_born,
    CASE
        WHEN n.text IS NOT NULL THEN n.sex
        WHEN substr(f.id_text, 17, 1) IN ('1', '3', '5', '7', '9') THEN '男'
        ELSE '女'
    END AS id_sex,
    n.prefix AS id_prefix,
    coalesce(o.name_normal, f.name, '') AS name_normal,
    coalesce(o.name_bare, f.name, '') AS name_bare,
    coalesce(o.name_fold, f.name, '') AS name_fold
FROM conform.forms AS f
ANTI JOIN link.written AS w ON w.form = f.form
LEFT JOIN link.numbers AS n ON n.text = coalesce(f.id_text, '')
LEFT JOIN link.odd_names AS o ON o.name = f.name
