-- Months are YYYYMM. Numbered, they count on without gaps: year times twelve plus month.

-- The number of a month.
CREATE MACRO month_number(month) AS
    (month // 100) * 12 + month % 100 - 1;

-- The month of a number.
CREATE MACRO month_at(number) AS
    (number // 12) * 100 + number % 12 + 1;

-- The month so many months later.
CREATE MACRO month_plus(month, count) AS
    ((month // 100 * 12 + month % 100 - 1 + count) // 12) * 100 + (month // 100 * 12 + month % 100 - 1 + count) % 12 + 1;

-- The month in which a day lies.
CREATE MACRO month_of(day) AS
    CAST(EXTRACT(year FROM day) * 100 + EXTRACT(month FROM day) AS BIGINT);

-- The first and the last day of a month.
CREATE MACRO first_day(month) AS
    make_date(CAST(month // 100 AS INTEGER), CAST(month % 100 AS INTEGER), 1);
CREATE MACRO end_day(month) AS
    last_day(make_date(CAST(month // 100 AS INTEGER), CAST(month % 100 AS INTEGER), 1));

-- A text, or nothing where there is none.
CREATE MACRO text(value) AS
    coalesce(CAST(value AS VARCHAR), '');

-- 2024年6月, 2024年6月30日, 12.00元.
CREATE MACRO month_zh(month) AS
    coalesce(CAST(month // 100 AS VARCHAR) || '年' || CAST(month % 100 AS VARCHAR) || '月', '');
CREATE MACRO day_zh(day) AS
    coalesce(CAST(EXTRACT(year FROM day) AS VARCHAR) || '年' || CAST(EXTRACT(month FROM day) AS VARCHAR) || '月' || CAST(EXTRACT(day FROM day) AS VARCHAR) || '日', '');
CREATE MACRO yuan(amount) AS
    coalesce(CAST(CAST(amount AS DECIMAL(18, 2)) AS VARCHAR) || '元', '');

-- How rows refer to where they came from: source, pull and place in it.
CREATE MACRO row_ref(source, pull_id, row_number) AS
    source || ':' || pull_id || ':' || CAST(row_number AS VARCHAR);

-- Distinct texts of a group, sorted, joined by a comma; '' where there are none.
CREATE MACRO listed(value) AS
    coalesce(array_to_string(list_sort(list(DISTINCT value)), ','), '');

-- Whether a number has eighteen characters that can be compared as they stand: the cheapest test that lets no other
-- shape through. What ends like a number that a spreadsheet has rounded takes reading.
CREATE MACRO is_plain_number(number) AS
    coalesce(length(number) = 18 AND number < 'A' AND substr(number, 18, 1) IN ('0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'X') AND substr(number, 16, 3) <> '000', FALSE);

-- What the seventeen digits of an ID number add to its check sum (GB 11643), to be taken modulo 11. Ten is -1 modulo 11, so
-- the digit of 10^k is what is left of the body by 10^(k + 1), less what is left by 10^k, give or take the sign.
CREATE MACRO id_sum(body) AS
    body % 10 * 6 + body % 100 * 10 + body % 1000 * 2 + body % 10000 * 7 + body % 100000 * 8 + body % 1000000 * 6 + body % 10000000 * 10 + body % 100000000 * 2 + body % 1000000000 * 7 + body % CAST(10000000000 AS BIGINT) * 8 + body % CAST(100000000000 AS BIGINT) * 6 + body % CAST(1000000000000 AS BIGINT) * 10 + body % CAST(10000000000000 AS BIGINT) * 2 + body % CAST(100000000000000 AS BIGINT) * 7 + body % CAST(1000000000000000 AS BIGINT) * 8 + body % CAST(10000000000000000 AS BIGINT) * 6 + body * 7;

-- A name without blanks and dots. Most names have none, and a look is cheaper than rewriting them.
CREATE MACRO bare_name(name) AS
    CASE WHEN regexp_matches(name, '^[一-鿿]+$') THEN name ELSE translate(name, ' ·•．.‧・' || chr(9) || chr(12288) || chr(160), '') END;

-- Sixteen hex digits that stand for a text.
CREATE MACRO print_of(said) AS
    substr(sha256(said), 1, 16);

-- HMAC-SHA-256 of a text in a domain (RFC 2104), 128 bits as hex; `inner` and `outer` are the blocks that begin its hashes.
CREATE MACRO hmac_of(inner_block, outer_block, domain, said) AS
    substr(sha256(unhex(outer_block) || unhex(sha256(unhex(inner_block) || encode(domain || chr(31) || said)))), 1, 32);

-- Whether a text is a disability certificate's number as it should be written: the citizen's and two or four characters more.
CREATE MACRO is_certificate(number) AS
    length(number) IN (20, 22) AND regexp_matches(number, '^[0-9]{17}[0-9X][1-7][1-4](B[0-9])?$');

-- All that a form, and all that a register person says of itself, as one text.
CREATE MACRO form_says(id_text, name, phone, account, county) AS
    chr(31) || text(id_text) || chr(31) || text(name) || chr(31) || text(phone) || chr(31) || text(account) || chr(31) || text(county);
CREATE MACRO person_says(id_number, name, former_name, sex, born_on, phone, county) AS
    chr(31) || text(id_number) || chr(31) || text(name) || chr(31) || text(former_name) || chr(31) || text(sex) || chr(31) || text(born_on) || chr(31) || text(phone) || chr(31) || text(county);
