#[test]
#[ignore]
fn speed() {
    let texts = [
        "CREATE (:Person {name: 'Leila Benali', born: 1978, key: 'p-000123'})-[:HOLDS {from: 2021}]->(:Post {title: 'x'})",
        "MATCH (a:Person {key: 'p1'}), (b:Post {key: 'q2'}) CREATE (a)-[:HOLDS {from: date('2021-10-07')}]->(b)",
        "MATCH (n:Person)-[r:HOLDS]->(m) WHERE n.age > 30 AND m.title CONTAINS 'x' RETURN n.name AS name, count(*) ORDER BY name LIMIT 5",
    ];
    for text in texts {
        let n = 20000;
        let start = std::time::Instant::now();
        for _ in 0..n {
            std::hint::black_box(crate::syntax::parse(text).unwrap());
        }
        let whole = start.elapsed().as_secs_f64() / n as f64 * 1e6;
        let start = std::time::Instant::now();
        for _ in 0..n {
            std::hint::black_box(crate::syntax::scan::check(text, 200).unwrap());
        }
        let scan = start.elapsed().as_secs_f64() / n as f64 * 1e6;
        let start = std::time::Instant::now();
        use pest::Parser;
        for _ in 0..n {
            std::hint::black_box(
                crate::syntax::grammar::Grammar::parse(crate::syntax::grammar::Rule::whole_statement, text).unwrap(),
            );
        }
        let grammar = start.elapsed().as_secs_f64() / n as f64 * 1e6;
        eprintln!("{} bytes: whole {whole:.2} us, scan {scan:.2}, grammar {grammar:.2}", text.len());
    }
}
