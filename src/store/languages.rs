//! Which languages a follower wishes to read, said once.

/// That whoever wishes for `$languages`, a JSON list or NULL for all, does not wish for `$language`, NULL where it is not
/// known. Who wishes for `pt` wishes for `pt-BR` too; a language has two or three letters, so `fi` is not `fil`.
macro_rules! unwished_language {
    ($languages:literal, $language:literal) => {
        concat!(
            "(",
            $language,
            " IS NOT NULL AND ",
            $languages,
            " IS NOT NULL AND ",
            $languages,
            " NOT LIKE '%\"' || ",
            $language,
            " || '\"%' AND ",
            $languages,
            " NOT LIKE '%\"' || substr(",
            $language,
            ", 1, CASE WHEN substr(",
            $language,
            ", 3, 1) IN ('', '-') THEN 2 ELSE 3 END) || '\"%')"
        )
    };
}
