-- 文字写法。 A text that stands in a column of words, trimmed, letters and digits narrow; nothing where it says that there is nothing.
SELECT raw, unmarked(trimmed(narrow_words(raw))) AS words
FROM conform.texts
WHERE kind = 'text'
