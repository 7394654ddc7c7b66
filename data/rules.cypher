// The rules of the ontology that no constraint can hold. Each query lists the offenders: no row, no offence.
// Run it after adding a document.

// R01 Every node has an id and a name.
MATCH (n) WHERE n.id IS NULL OR n.name IS NULL
RETURN labels(n) AS labels, n.id AS id, n.name AS name;

// R02 An id is unique in the whole graph, not only within its label.
MATCH (n) WITH n.id AS id, count(*) AS nodes WHERE nodes > 1
RETURN id, nodes;

// R03 Unknown is absent, never an empty text.
MATCH (n) WHERE any(key IN keys(n) WHERE n[key] = '')
RETURN n.id AS id;

// R04 Every relationship names its sources, its status and its confidence.
MATCH (a)-[r]->(b)
WHERE coalesce(size(r.sources), 0) = 0
   OR NOT coalesce(r.status IN ['stated', 'inferred', 'background'], false)
   OR NOT coalesce(r.confidence IN ['high', 'medium', 'low'], false)
RETURN a.id AS from, type(r) AS type, b.id AS to, r.sources AS sources, r.status AS status, r.confidence AS confidence;

// R05 Every source is a document that is loaded.
MATCH (a)-[r]->(b)
UNWIND r.sources AS source
WITH a, r, b, source WHERE NOT EXISTS { MATCH (d:Document) WHERE d.id = source }
RETURN a.id AS from, type(r) AS type, b.id AS to, source;

// R06 No relationship is there twice. An office may be held again, from another day.
MATCH (a)-[r]->(b)
WITH a, b, type(r) AS type, coalesce(r.valid_from, r.attested_from) AS from_day, count(*) AS times WHERE times > 1
RETURN a.id AS from, type, b.id AS to, from_day, times;

// R07 What is inferred gives its reason, or a discrepancy explains it.
MATCH (a)-[r]->(b) WHERE r.status = 'inferred' AND r.reason IS NULL
  AND NOT EXISTS { MATCH (:Discrepancy)-[:ABOUT]->(x) WHERE x.id IN [a.id, b.id] }
RETURN a.id AS from, type(r) AS type, b.id AS to;

// R08 A figure is reported in one document and measures one indicator.
MATCH (f:Figure)
WITH f, COUNT { (f)-[:REPORTED_IN]->(:Document) } AS documents, COUNT { (f)-[:MEASURES]->(:Indicator) } AS indicators
WHERE documents <> 1 OR indicators <> 1
RETURN f.id AS figure, documents, indicators;

// R09 One document makes one claim about an indicator, a period, a kind and a dimension.
MATCH (d:Document)<-[:REPORTED_IN]-(f:Figure)-[:MEASURES]->(i:Indicator)
WITH d, i, f.start_year AS start_year, f.end_year AS end_year, f.kind AS kind, f.dims AS dims, collect(f.id) AS figures
WHERE size(figures) > 1
RETURN d.id AS document, i.id AS indicator, figures;

// R10 A qualifier that bounds one side says which: more_than has lo, nearly has hi, no other has either.
MATCH (f:Figure)
WHERE (f.qualifier = 'more_than') <> (f.lo IS NOT NULL) OR (f.qualifier = 'nearly') <> (f.hi IS NOT NULL)
RETURN f.id AS figure, f.qualifier AS qualifier, f.lo AS lo, f.hi AS hi;

// R11 PART_OF has no circle.
MATCH (a)-[:PART_OF*1..8]->(a)
RETURN DISTINCT a.id AS id;

// R12 Nothing is the same as what it differs from.
MATCH (a)-[:SAME_AS]-(b) WHERE EXISTS { (a)-[:DIFFERENT_FROM]-(b) }
RETURN a.id AS id, b.id AS other;

// R13 SAME_AS, POSSIBLY_SAME_AS and DIFFERENT_FROM join nodes of one label.
MATCH (a)-[r:SAME_AS|POSSIBLY_SAME_AS|DIFFERENT_FROM]->(b) WHERE labels(a) <> labels(b)
RETURN a.id AS id, type(r) AS type, b.id AS other;

// R14 A tenure says when it is attested, and `point` means one day.
MATCH (p:Person)-[h:HOLDS]->(o:Office)
WHERE h.attested_from IS NULL OR h.attested_to IS NULL OR h.attested_from > h.attested_to
   OR (h.attest = 'point') <> (h.attested_from = h.attested_to)
RETURN p.id AS person, o.id AS office, h.attested_from AS attested_from, h.attested_to AS attested_to, h.attest AS attest;

// R15 A discrepancy is about something.
MATCH (x:Discrepancy) WHERE NOT EXISTS { (x)-[:ABOUT]->() }
RETURN x.id AS discrepancy;
