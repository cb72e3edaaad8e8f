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

-- The number of the month in which a day lies.
CREATE MACRO number_of(day) AS
    CAST(EXTRACT(year FROM day) * 12 + EXTRACT(month FROM day) - 1 AS BIGINT);

-- Full years of age on a day.
CREATE MACRO age_on(born_on, on_day) AS
    EXTRACT(year FROM on_day) - EXTRACT(year FROM born_on)
    - CASE
        WHEN EXTRACT(month FROM on_day) * 100 + EXTRACT(day FROM on_day)
            >= EXTRACT(month FROM born_on) * 100 + EXTRACT(day FROM born_on) THEN 0
        ELSE 1
    END;

-- The numbers of the first and the last month for which a version answers: by what is known on a month's last day; the first
-- version for all months before it, the last one for all after it.
CREATE MACRO holds_from(is_first, known_from) AS
    CASE WHEN is_first THEN CAST(0 AS BIGINT) ELSE CAST(EXTRACT(year FROM known_from) * 12 + EXTRACT(month FROM known_from) - 1 AS BIGINT) END;
CREATE MACRO holds_to(known_to) AS
    coalesce(CAST(EXTRACT(year FROM known_to) * 12 + EXTRACT(month FROM known_to) - 2 AS BIGINT), CAST(119999 AS BIGINT));

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
-- 2023年10月 · 2023年10月至12月 · 2022年7月至2023年5月.
CREATE MACRO span_zh(first, last) AS
    CASE WHEN first = last THEN month_zh(first)
         WHEN first // 100 = last // 100 THEN month_zh(first) || '至' || CAST(last % 100 AS VARCHAR) || '月'
         ELSE month_zh(first) || '至' || month_zh(last) END;
CREATE MACRO yuan(amount) AS
    coalesce(CAST(CAST(amount AS DECIMAL(18, 2)) AS VARCHAR) || '元', '');

-- A firm's name without blanks, with half-width brackets, in capitals; brackets of all kinds are one.
CREATE MACRO plain_name(name) AS
    upper(translate(regexp_replace(name, '[\s　]', '', 'g'), '（）【】〔〕·[]', '()()().()'));

-- How rows refer to where they came from: source, pull and place in it.
CREATE MACRO row_ref(source, pull_id, row_number) AS
    source || ':' || pull_id || ':' || CAST(row_number AS VARCHAR);

-- Distinct texts of a group, sorted, joined by a comma; '' where there are none.
CREATE MACRO listed(value) AS
    coalesce(array_to_string(list_sort(list(DISTINCT value)), ','), '');

-- The same day so many months later, in a shorter month its last day.
CREATE MACRO day_later(day, count) AS
    least(
        CAST(first_day(month_plus(month_of(day), count)) + CAST(EXTRACT(day FROM day) - 1 AS INTEGER) AS DATE),
        end_day(month_plus(month_of(day), count))
    );

-- A text, or the word for what is not known; both ends of an interval, one where they agree.
CREATE MACRO known(value) AS
    coalesce(CAST(value AS VARCHAR), '未知');
CREATE MACRO range_zh(low, high) AS
    CASE WHEN known(low) = known(high) THEN known(low) ELSE known(low) || '至' || known(high) END;

-- 2023年10月, 2023年10月至12月, 2023年10月至2024年1月; a whole calendar year is 2023年.
CREATE MACRO period_zh(first, last) AS
    CASE
        WHEN first = last THEN month_zh(first)
        WHEN first // 100 <> last // 100 THEN month_zh(first) || '至' || month_zh(last)
        WHEN first % 100 = 1 AND last % 100 = 12 THEN CAST(first // 100 AS VARCHAR) || '年'
        ELSE month_zh(first) || '至' || CAST(last % 100 AS VARCHAR) || '月'
    END;

-- An amount in whole fen and back; a part of it in millionths, half up.
CREATE MACRO fen(amount) AS
    CAST(CAST(amount AS DECIMAL(18, 2)) * 100 AS BIGINT);
CREATE MACRO of_fen(count) AS
    CAST(CAST(count AS DECIMAL(18, 2)) * 0.01 AS DECIMAL(18, 2));
CREATE MACRO part_of(amount, millionths) AS
    of_fen((fen(amount) * (2 * millionths) + 1000000) // 2000000);

-- The same day so many months later, and of a month's last day the last day.
CREATE MACRO day_or_end_later(day, count) AS
    CASE WHEN day = last_day(day) THEN end_day(month_plus(month_of(day), count)) ELSE day_later(day, count) END;
-- The bit of a kind of contract, as policy_grants.yaml numbers them; 0 for any other.
CREATE MACRO contract_bit(kind) AS
    CASE kind WHEN 'labour_contract' THEN 1 WHEN 'service_agreement' THEN 2 WHEN 'piecework_contract' THEN 4 ELSE 0 END;
-- Texts as offices write them, read. Each distinct text is read once (conform.days and its like); rows look it up.

-- Without blanks of any kind at either end, and without the apostrophe that kept a number as text in a spreadsheet.
CREATE MACRO trimmed(raw) AS
    regexp_replace(raw, '^(?:[\s\x{00a0}\x{1680}\x{2000}-\x{200f}\x{2028}\x{2029}\x{202f}\x{205f}\x{2060}\x{3000}\x{feff}]|[''\x{2018}\x{2019}\x{ff07}])+|[\s\x{00a0}\x{1680}\x{2000}-\x{200f}\x{2028}\x{2029}\x{202f}\x{205f}\x{2060}\x{3000}\x{feff}]+$', '', 'g');

-- Full-width letters, digits and punctuation as half-width ones.
CREATE MACRO narrowed(raw) AS
    CASE WHEN regexp_matches(raw, '[！-～]') THEN translate(raw, '！＂＃＄％＆＇（）＊＋，－．／０１２３４５６７８９：；＜＝＞？＠ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺ［＼］＾＿｀ａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ｛｜｝～', '!"#$%&''()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\]^_`abcdefghijklmnopqrstuvwxyz{|}~') ELSE raw END;

-- Full-width letters and digits alone.
CREATE MACRO narrow_words(raw) AS
    CASE WHEN regexp_matches(raw, '[０-９Ａ-Ｚａ-ｚ]') THEN translate(raw, '０１２３４５６７８９ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ', '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz') ELSE raw END;

-- Nothing where a trimmed text says that there is nothing; where 无 is an answer, it stays.
CREATE MACRO unmarked(said) AS
    nullif(regexp_replace(said, '^(?:[NＮnｎ][UＵuｕ][LＬlｌ][LＬlｌ]|无|[/／]|[-－]|—|空|[NＮnｎ][/／][AＡaａ])$', ''), '');
CREATE MACRO unmarked_but_no(said) AS
    nullif(regexp_replace(said, '^(?:[NＮnｎ][UＵuｕ][LＬlｌ][LＬlｌ]|[/／]|[-－]|—|空|[NＮnｎ][/／][AＡaａ])$', ''), '');

-- Narrow, without blanks, quotes and apostrophes anywhere; folded: to be compared with listed words.
CREATE MACRO squeezed(raw) AS
    regexp_replace(narrowed(raw), '[\s\x{00a0}\x{1680}\x{2000}-\x{200f}\x{2028}\x{2029}\x{202f}\x{205f}\x{2060}\x{3000}\x{feff}]|[''\x{2018}\x{2019}\x{ff07}]|[="\x{201c}\x{201d}]', '', 'g');
CREATE MACRO folded(raw) AS
    upper(unmarked(squeezed(raw)));
CREATE MACRO folded_code(raw) AS
    regexp_replace(regexp_replace(upper(squeezed(raw)), '\.0$', ''), '[\s()\[\]{}（）【】〔〕、，,;；:：。.·\x{201c}\x{201d}\"''\x{2018}\x{2019}《》<>_-]', '', 'g');

-- Whether a text is capitals and digits with a digit among them, padded at most: nothing to fold or to take for nothing.
CREATE MACRO is_clean(raw) AS
    regexp_matches(raw, '^[0-9A-Z]*[0-9][0-9A-Z]* *$');

-- An ID number written with an exponent has lost its last digits: it keeps those it shows, fifteen at most.
CREATE MACRO shown_id(said) AS
    coalesce(
        nullif(left(replace(regexp_extract(said, '^([0-9]\.?[0-9]*)E\+?1[0-9]$', 1), '.', ''), 15), '') || '…', said
    );

-- What differs in nearly every row is cleaned where it stands: keys, codes, numbers of people and accounts, names, words.
CREATE MACRO clean_key(raw) AS
    CASE WHEN is_clean(raw) THEN rtrim(raw) ELSE trimmed(raw) END;
CREATE MACRO clean_code(raw) AS
    CASE WHEN is_clean(raw) THEN rtrim(raw) ELSE folded(raw) END;
CREATE MACRO clean_name(raw) AS
    CASE WHEN is_clean(raw) THEN rtrim(raw) ELSE unmarked(trimmed(raw)) END;
CREATE MACRO clean_words(raw) AS
    CASE WHEN is_clean(raw) THEN rtrim(raw) ELSE unmarked(trimmed(narrow_words(raw))) END;
CREATE MACRO clean_number(raw) AS
    CASE WHEN is_clean(raw) THEN rtrim(raw) ELSE nullif(regexp_replace(
        regexp_replace(regexp_replace(unmarked(squeezed(raw)), '\.0+$', ''), '^(?:.*…|[0-9](?:\.[0-9]+)?[Ee]\+[0-9]+)$', ''),
        '[-\x{2010}-\x{2015}]', '', 'g'
    ), '') END;
CREATE MACRO clean_id(raw) AS
    CASE WHEN is_clean(raw) THEN rtrim(raw) ELSE shown_id(translate(folded(raw), '×✕Ⅹⅹ', 'XXXX')) END;
-- The first six digits of an area code.
CREATE MACRO county_of(area) AS
    CASE WHEN regexp_matches(area, '^[0-9]{6}') THEN left(area, 6) END;

-- A date or time to be read: narrow, upper-case, at most one blank between the day and the clock.
CREATE MACRO spoken_time(raw) AS
    replace(replace(replace(replace(replace(
        regexp_replace(upper(unmarked(trimmed(narrowed(raw)))), '[\s\x{00a0}\x{1680}\x{2000}-\x{200f}\x{2028}\x{2029}\x{202f}\x{205f}\x{2060}\x{3000}\x{feff}]+', ' ', 'g'),
        ' 年', '年'), '年 ', '年'), ' 月', '月'), '月 ', '月'), ' 日', '日');

-- Two digits that stand in one of two groups; 00 for none.
CREATE MACRO two_digits(said, pattern, one, other) AS
    lpad(regexp_extract(said, pattern, one) || regexp_extract(said, pattern, other), 2, '0');

-- A year, then month and day with marks or in eight digits, and perhaps a clock.
CREATE MACRO day_pattern() AS
    '^((?:1[89]|2[0-9])[0-9]{2})(?:[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?|([0-9]{2})([0-9]{2}))(?:[T ]?[0-9]{1,2}[:时][0-9]{1,2}[:分]?(?:[0-9]{1,2})?秒?(?:\.[0-9]{1,9})?(?:Z|[+-][0-9]{2}:?[0-9]{2})?|[0-9]{6}|\.0| )?$';

-- The day of a spoken time as YYYY-MM-DD; what is no date gives a text that no cast takes. Both marks of a date agree.
CREATE MACRO day_text(said) AS
    CASE WHEN regexp_matches(said, '^[0-9]+(?:-[0-9]+-|/[0-9]+/|\.[0-9]+\.|年[0-9]+月|[0-9T :.Z+-]*$)')
        THEN regexp_extract(said, day_pattern(), 1) ELSE '' END
    || '-' || two_digits(said, day_pattern(), 2, 4)
    || '-' || two_digits(said, day_pattern(), 3, 5);

-- A year and a month, with marks or in six digits.
CREATE MACRO month_pattern() AS
    '^([0-9]{4})(?:[-/年]([0-9]{1,2})月?份?|\.([0-9]{2})|([0-9]{2})(?:\.0)?)$';

-- The day of a spreadsheet's serial number: five digits up to 2099, fewer would be a year, more a month or a day.
CREATE MACRO serial_day(said) AS
    CAST(DATE '1899-12-30' + try_cast(regexp_extract(said, '^([1-6][0-9]{4}|7[0-2][0-9]{3})(?:\.[0-9]*)?$', 1) AS INTEGER) AS DATE);

-- The day of a spoken time, whatever clock follows it.
CREATE MACRO day_of(said) AS
    coalesce(try_cast(day_text(said) AS DATE), serial_day(said));

-- The clock after a day: with marks, a fraction and an offset, or six digits after eight.
CREATE MACRO clock_pattern() AS
    '^(?:1[89]|2[0-9])[0-9]{2}(?:[-/.年][0-9]{1,2}[-/.月][0-9]{1,2}日?|[0-9]{4})(?:[T ]?([0-9]{1,2})[:时]([0-9]{1,2})[:分]?([0-9]{1,2})?秒?(\.[0-9]{1,9})?(Z|[+-][0-9]{2}:?[0-9]{2})?|([0-9]{2})([0-9]{2})([0-9]{2}))$';

-- Whether a spoken time is the day, or its month, that stands for an end nobody knows.
CREATE MACRO is_end_of_time(said) AS
    coalesce(regexp_matches(said, '^(?:9999[-/.年]?(?:12|99)(?:[-/.月]?(?:31|99)?日?)(?:9*|[T ]?[0-9]{2}:[0-9]{2}.*|\.0|[0-9]{6})|2958465(?:\.0*)?)$'), FALSE);

-- A number without thousands commas, where they stand at the thousands.
CREATE MACRO ungrouped(said) AS
    CASE WHEN regexp_matches(said, '^[+-]?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]*)?$') THEN replace(said, ',', '') ELSE said END;

-- A bit where something holds.
CREATE MACRO bit_if(holds, bit) AS
    CASE WHEN holds THEN CAST(bit AS BIGINT) ELSE CAST(0 AS BIGINT) END;

-- A day as a number that grows with it.
CREATE MACRO day_number(day) AS
    CAST(EXTRACT(year FROM day) * 10000 + EXTRACT(month FROM day) * 100 + EXTRACT(day FROM day) AS BIGINT);
-- Whether a number has eighteen characters that can be compared as they stand: the cheapest test that lets no other
-- shape through. What ends like a number that a spreadsheet has rounded takes reading.
CREATE MACRO is_plain_number(number) AS
    coalesce(length(number) = 18 AND number < 'A' AND substr(number, 18, 1) IN ('0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'X') AND substr(number, 16, 3) <> '000', FALSE);

-- What the seventeen digits of an ID number add to its check sum (GB 11643), to be taken modulo 11. Ten is -1 modulo 11, so
-- the digit of 10^k is what is left of the body by 10^(k + 1), less what is left by 10^k, give or take the sign.
CREATE MACRO id_sum(body) AS
    body % 10 * 6 + body % 100 * 10 + body % 1000 * 2 + body % 10000 * 7 + body % 100000 * 8 + body % 1000000 * 6 + body % 10000000 * 10 + body % 100000000 * 2 + body % 1000000000 * 7 + body % CAST(10000000000 AS BIGINT) * 8 + body % CAST(100000000000 AS BIGINT) * 6 + body % CAST(1000000000000 AS BIGINT) * 10 + body % CAST(10000000000000 AS BIGINT) * 2 + body % CAST(100000000000000 AS BIGINT) * 7 + body % CAST(1000000000000000 AS BIGINT) * 8 + body % CAST(10000000000000000 AS BIGINT) * 6 + body * 7;

-- Whether a plain number has a day of birth and the check digit that belongs to it.
CREATE MACRO is_sound_number(number) AS
    coalesce(
        is_plain_number(number)
        AND day_of(substr(number, 7, 8)) IS NOT NULL
        AND (id_sum(try_cast(substr(number, 1, 17) AS BIGINT)) + CASE WHEN substr(number, 18, 1) = 'X' THEN 10 ELSE try_cast(substr(number, 18, 1) AS BIGINT) END) % 11 = 1,
        FALSE
    );

-- A name without blanks and dots. Most names have none, and a look is cheaper than rewriting them.
CREATE MACRO bare_name(name) AS
    CASE WHEN regexp_matches(name, '^[一-鿿]+$') THEN name ELSE translate(name, ' ·•．.‧・' || chr(9) || chr(12288) || chr(160), '') END;

-- Sixteen hex digits that stand for a text.
CREATE MACRO print_of(said) AS
    substr(sha256(said), 1, 16);

-- The fingerprint of a row behind an alert: its table, its part and its values, whatever pull it came in (etl/decisions/grounds.py).
CREATE MACRO evidence_print(row_ref, role, says) AS
    print_of(split_part(row_ref, ':', 1) || chr(31) || text(role) || chr(31) || text(says));

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
-- An ID number with its middle masked: six and four characters stay; of a number too short for that nothing does.
CREATE MACRO masked_id(number) AS
    coalesce(CASE WHEN length(number) >= 15 THEN left(number, 6) || repeat('*', CAST(length(number) - 10 AS INTEGER)) || right(number, 4) ELSE repeat('*', CAST(length(number) AS INTEGER)) END, '');

-- A person as a row writes them: the name and the masked number.
CREATE MACRO who_zh(name, number) AS
    coalesce(name, '（无姓名）') || '，证件号码' || coalesce(nullif(masked_id(number), ''), '（无）');

-- Whether codes joined by a comma name one that the others don't.
CREATE MACRO names_more(codes, others) AS
    array_to_string(list_filter(string_split(coalesce(codes, ''), ','), lambda one: one <> '' AND NOT contains(',' || coalesce(others, '') || ',', ',' || one || ',')), '') <> '';
-- One payment row in words: office, months, where it stands, amount.
CREATE MACRO payment_zh(office, first, last, state, amount) AS
    text(office) || span_zh(first, last)
    || CASE state WHEN 'paid' THEN '已发放' WHEN 'approved' THEN '已审批' WHEN 'claimed' THEN '已申报' ELSE '已退回' END
    || yuan(amount);
