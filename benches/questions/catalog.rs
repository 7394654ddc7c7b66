//! The questions, each in Cypher and in SQL. An answer has an order, or one row, so that answers can be compared.

/// What a question is called with; the time is then that of one call.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Calls {
    /// Once, without parameters.
    Once,
    /// With `$id`, the number of a company.
    Company,
    /// With `$a` and `$b`, numbers of companies.
    Pair,
}

/// A question.
pub(crate) struct Question {
    pub(crate) name: &'static str,
    pub(crate) title: &'static str,
    pub(crate) calls: Calls,
    pub(crate) cypher: &'static str,
    /// Empty where SQL has no fair way to say it.
    pub(crate) sql: &'static str,
    /// Peers that take Cypher are asked as well.
    pub(crate) common: bool,
}

const fn question(
    name: &'static str,
    title: &'static str,
    calls: Calls,
    cypher: &'static str,
    sql: &'static str,
) -> Question {
    Question { name, title, calls, cypher, sql, common: true }
}

/// As [`question`], in words that only we take.
const fn ours(name: &'static str, title: &'static str, calls: Calls, cypher: &'static str) -> Question {
    Question { name, title, calls, cypher, sql: "", common: false }
}

pub(crate) const QUESTIONS: &[Question] = &[
    question(
        "point",
        "a company by its number",
        Calls::Company,
        "MATCH (c:Company {id: $id}) RETURN c.name, c.capital",
        "SELECT name, capital FROM Company WHERE id = $id",
    ),
    question(
        "daughters",
        "holdings of more than a quarter",
        Calls::Company,
        "MATCH (c:Company {id: $id})-[h:HOLDS]->(d:Company) WHERE h.share > 25 RETURN d.id AS id, h.share ORDER BY id",
        "SELECT b, share FROM HOLDS WHERE a = $id AND share > 25 ORDER BY b",
    ),
    question(
        "group",
        "companies within four holdings",
        Calls::Company,
        "MATCH (c:Company {id: $id})-[:HOLDS*1..4]->(d:Company) RETURN count(DISTINCT d.id) AS n",
        "WITH RECURSIVE r(id, d) AS (SELECT CAST($id AS BIGINT), 0 UNION SELECT h.b, r.d + 1 FROM r JOIN HOLDS h \
         ON h.a = r.id WHERE r.d < 4) SELECT count(DISTINCT id) FROM r WHERE d > 0",
    ),
    ours(
        "chain",
        "shortest chain between two companies",
        Calls::Pair,
        "MATCH p = shortestPath((a:Company {id: $a})-[:HOLDS*1..9]->(b:Company {id: $b})) RETURN length(p) AS n",
    ),
    question(
        "boards",
        "the ten people on most boards",
        Calls::Once,
        "MATCH (p:Person)-[:DIRECTS]->(c:Company)-[:HOLDS]->(d:Company) WHERE d.capital > 500000 \
         RETURN p.id AS id, p.name AS name, count(*) AS n ORDER BY n DESC, id LIMIT 10",
        "SELECT p.id, p.name, count(*) AS n FROM Person p JOIN DIRECTS x ON x.a = p.id JOIN HOLDS h ON h.a = x.b \
         JOIN Company d ON d.id = h.b WHERE d.capital > 500000 GROUP BY p.id, p.name ORDER BY n DESC, p.id LIMIT 10",
    ),
    question(
        "interlock",
        "two boards, one person, one holds the other",
        Calls::Once,
        "MATCH (p:Person)-[:DIRECTS]->(a:Company)-[:HOLDS]->(b:Company), (p)-[y:DIRECTS]->(b) RETURN count(*) AS n",
        "SELECT count(*) FROM DIRECTS x JOIN HOLDS h ON h.a = x.b JOIN DIRECTS y ON y.a = x.a AND y.b = h.b",
    ),
    question(
        "ring",
        "rings of three holdings",
        Calls::Once,
        "MATCH (a:Company)-[:HOLDS]->(b:Company)-[:HOLDS]->(c:Company)-[:HOLDS]->(a) RETURN count(*) AS n",
        "SELECT count(*) FROM HOLDS x JOIN HOLDS y ON y.a = x.b JOIN HOLDS z ON z.a = y.b AND z.b = x.a",
    ),
    question(
        "ladder",
        "owner, holding, holding, holding",
        Calls::Once,
        "MATCH (p:Person)-[:OWNS]->(a:Company)-[:HOLDS]->(b:Company)-[:HOLDS]->(c:Company) RETURN count(*) AS n",
        "SELECT count(*) FROM OWNS o JOIN HOLDS x ON x.a = o.b JOIN HOLDS y ON y.a = x.b",
    ),
    question(
        "sectors",
        "capital by sector of young companies",
        Calls::Once,
        "MATCH (c:Company)-[:SEATED_IN]->(p:Place) WHERE c.founded >= 1990 AND p.country = 'Doria' \
         RETURN c.sector AS sector, count(*) AS n, sum(c.capital) AS total ORDER BY total DESC, sector",
        "SELECT c.sector, count(*), sum(c.capital) AS total FROM Company c JOIN SEATED_IN s ON s.a = c.id \
         JOIN Place p ON p.id = s.b WHERE c.founded >= 1990 AND p.country = 'Doria' GROUP BY c.sector \
         ORDER BY total DESC, c.sector",
    ),
    question(
        "abroad",
        "capital owned from another country",
        Calls::Once,
        "MATCH (p:Person)-[o:OWNS]->(c:Company)-[:SEATED_IN]->(s:Place) WHERE p.country <> s.country \
         RETURN p.country AS country, s.country AS seat, sum(o.share * c.capital) AS total \
         ORDER BY total DESC, country, seat LIMIT 5",
        "SELECT p.country, s.country, sum(o.share * c.capital) AS total FROM OWNS o JOIN Person p ON p.id = o.a \
         JOIN Company c ON c.id = o.b JOIN SEATED_IN i ON i.a = c.id JOIN Place s ON s.id = i.b \
         WHERE p.country <> s.country GROUP BY p.country, s.country ORDER BY total DESC, p.country, s.country LIMIT 5",
    ),
    question(
        "nobody",
        "companies that nobody young directs",
        Calls::Once,
        "MATCH (c:Company) WHERE NOT EXISTS { MATCH (p:Person)-[:DIRECTS]->(c) WHERE p.born > 1980 } \
         RETURN count(*) AS n",
        "SELECT count(*) FROM Company c WHERE NOT EXISTS (SELECT 1 FROM DIRECTS x JOIN Person p ON p.id = x.a \
         WHERE x.b = c.id AND p.born > 1980)",
    ),
    question(
        "portfolio",
        "holdings a company, none included",
        Calls::Once,
        "MATCH (c:Company) OPTIONAL MATCH (c)-[h:HOLDS]->(d:Company) WHERE h.since >= 2020 \
         WITH c, count(d.id) AS n RETURN n, count(*) AS companies ORDER BY n",
        "SELECT n, count(*) FROM (SELECT c.id, count(h.b) AS n FROM Company c LEFT JOIN HOLDS h ON h.a = c.id \
         AND h.since >= 2020 GROUP BY c.id) t GROUP BY n ORDER BY n",
    ),
    question(
        "names",
        "people whose name begins with Nora",
        Calls::Once,
        "MATCH (p:Person) WHERE p.name STARTS WITH 'Nora' RETURN count(*) AS n, min(p.name) AS first",
        "SELECT count(*), min(name) FROM Person WHERE name LIKE 'Nora%'",
    ),
    question(
        "neighbours",
        "owner and board member of one place",
        Calls::Once,
        "MATCH (p:Person)-[:OWNS]->(c:Company)<-[:DIRECTS]-(q:Person), (p)-[:LIVES_IN]->(s:Place), \
         (q)-[:LIVES_IN]->(s) WHERE p.id <> q.id RETURN count(*) AS n",
        "SELECT count(*) FROM OWNS o JOIN DIRECTS x ON x.b = o.b JOIN LIVES_IN i ON i.a = o.a \
         JOIN LIVES_IN j ON j.a = x.a AND j.b = i.b WHERE o.a <> x.a",
    ),
    ours(
        "rank",
        "PageRank of holdings, the first five",
        Calls::Once,
        "CALL algo.pagerank({labels: ['Company'], types: ['HOLDS']}) YIELD node, score \
         RETURN node.id AS id ORDER BY score DESC, id LIMIT 5",
    ),
    ours(
        "parts",
        "connected components of all",
        Calls::Once,
        "CALL algo.wcc({}) YIELD component RETURN count(DISTINCT component) AS n",
    ),
    ours(
        "brokers",
        "betweenness from 200 sources",
        Calls::Once,
        "CALL algo.betweenness({labels: ['Company'], types: ['HOLDS'], samples: 200}) YIELD node, score \
         RETURN node.id AS id ORDER BY score DESC, id LIMIT 5",
    ),
];
