//! Reading and printing a statement: a clear error with a place inside the text, or a tree that its printed form gives
//! again.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    match wasl::fuzzing::printed(text) {
        Err(error) => {
            assert!(!error.message().is_empty());
            assert_ne!(error.detail().name(), "Internal", "{error}");
            if let Some(span) = error.span() {
                assert!(text.get(span.start as usize..span.end as usize).is_some(), "{error}: {span:?} of {text:?}");
            }
        }
        Ok(printed) => match wasl::fuzzing::printed(&printed) {
            Ok(again) => assert_eq!(again, printed, "printing is not stable for {text:?}"),
            // A deep tree may need more brackets than the text had.
            Err(error) if error.detail().name() == "NestingTooDeep" => {}
            Err(error) => panic!("{text:?} is printed as {printed:?}, which cannot be read: {error}"),
        },
    }
});
