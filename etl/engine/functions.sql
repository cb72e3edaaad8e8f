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
