-- 匹配情况。 A kind of candidate key, and how many keys of it were passed over because they would bring too many people.
WITH wide AS (
    SELECT DISTINCT k.kind, k.key
    FROM link.key_holders AS k
    INNER JOIN link.bounds AS b USING (kind)
    WHERE k.brings > b.most
)
SELECT b.kind AS key, count(w.key) AS passed_over
FROM link.bounds AS b
LEFT JOIN wide AS w USING (kind)
WHERE b.is_key
GROUP BY b.kind
