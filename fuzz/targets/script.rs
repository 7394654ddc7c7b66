//! Splitting a batch file and cutting text into tokens: no panic, and no byte of the text is lost.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let tokens = wasl::tokens(text);
    let mut at = 0;
    for token in &tokens {
        let span = token.span;
        assert!(at <= span.start && span.start <= span.end, "tokens overlap");
        assert!(text.get(span.start as usize..span.end as usize).is_some(), "a token cuts a character");
        at = span.end;
    }
    for at in [0, text.len() / 2, text.len(), text.len() + 1] {
        wasl::line_column(text, at as u32);
    }
    wasl::split_script(text);
    wasl::is_complete(text);
});
