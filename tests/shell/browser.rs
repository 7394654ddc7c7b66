//! The interactive page as a browser sees it: opened from a file, it has no error and asks no network for anything.
//!
//! Any Chromium will do; `WASL_BROWSER` names another one. Without one the tests say loudly that they were skipped.

use std::process::Command;

use crate::harness::{Place, skipped};

/// Names and properties that would break a page which takes them for markup or script.
const GRAPH: &str = "CREATE (a:Person {name: 'Leïla Benali', note: '</script><script>throw 1</script> & \\u2028'}), \
     (b:Person {name: '<b onload=alert(1)>محمد 日本 👩‍🚀</b>'}), (o:Office {name: 'ministre', url: 'https://example.org/x.png'}), \
     (:`Odd \"label\" <i>`), (a)-[:HOLDS {since: date('2021-10-07')}]->(o), (a)-[:KNOWS]->(b), (b)-[:KNOWS]->(a), (a)-[:KNOWS]->(a);";

/// What came of opening a page: its document after the script ran, what the browser logged, the addresses it asked for.
struct Opened {
    document: String,
    log: String,
    asked: Vec<String>,
}

/// Opens a file of the place, with what follows `#` in its address.
fn open(place: &Place, file: &str, hash: &str) -> Option<Opened> {
    let named = std::env::var("WASL_BROWSER").ok();
    let usual = ["chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
    let page = format!("file://{}#{hash}", place.path().join(file).display());
    let (home, net) = (place.path().join("profile"), place.path().join("net.json"));
    let opened = named.as_deref().into_iter().chain(usual).find_map(|browser| {
        let mut command = Command::new(browser);
        command.args(["--headless", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr", "--dump-dom"]);
        command.args(["--no-first-run", "--disable-background-networking", "--disable-component-update"]);
        command.arg(format!("--user-data-dir={}", home.display())).arg(format!("--log-net-log={}", net.display()));
        command.arg(&page).output().ok()
    });
    let Some(opened) = opened else {
        skipped("no Chromium here, so the interactive page is not opened");
        return None;
    };
    let events = std::fs::read_to_string(net).unwrap_or_default();
    let addresses = events.split("\"url\":\"").skip(1).filter_map(|rest| rest.split('"').next());
    Some(Opened {
        document: String::from_utf8_lossy(&opened.stdout).into_owned(),
        log: String::from_utf8_lossy(&opened.stderr).into_owned(),
        asked: addresses.filter(|address| !address.starts_with("file:")).map(str::to_owned).collect(),
    })
}

#[test]
fn the_page_opens_without_an_error_and_without_the_network() {
    let place = Place::new();
    place.run_with(&["run", "db", "-"], GRAPH).ends(0);
    place.run(&["graph", "db", "-o", "all.html"]).ends(0).says("written: all.html");
    let Some(page) = open(&place, "all.html", "") else { return };
    assert!(!page.log.contains("CONSOLE"), "{}", page.log);
    assert!(page.asked.is_empty(), "{:?}", page.asked);
    let document = &page.document;
    assert!(document.contains("data-nodes=\"4\"") && document.contains("data-links=\"4\""), "{document}");
    assert!(document.contains("4 nodes, 4 relationships"), "{document}");
    for entry in ["Person 2</label>", "Office 1</label>", "Odd \"label\" &lt;i&gt; 1</label>"] {
        assert!(document.contains(entry), "{entry}: {document}");
    }
    assert!(!document.contains("<b onload"), "{document}");
}

#[test]
fn a_node_named_in_the_address_is_shown_with_its_properties_and_neighbours() {
    let place = Place::new();
    place.run_with(&["run", "db", "-"], GRAPH).ends(0);
    place.run(&["graph", "db", "MATCH p = (:Person)-[:HOLDS]->(:Office) RETURN p", "-o", "p.html"]).ends(0);
    let Some(page) = open(&place, "p.html", "0") else { return };
    assert!(!page.log.contains("CONSOLE"), "{}", page.log);
    let panel = page.document.split("id=\"panel\"").nth(1).expect("a panel");
    assert!(panel.contains("<h1>Leïla Benali</h1>") && panel.contains(":Person · id 0"), "{panel}");
    assert!(panel.contains("<dt>note</dt><dd>&lt;/script&gt;&lt;script&gt;throw 1&lt;/script&gt; &amp; "), "{panel}");
    assert!(panel.contains("→ HOLDS <a>ministre</a>") && panel.contains("title=\"since: 2021-10-07\""), "{panel}");
    assert!(page.document.contains("2 nodes, 1 relationship<"), "{}", page.document);
}
