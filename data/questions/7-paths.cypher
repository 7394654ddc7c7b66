// Paths: how two things are connected. An unfiltered shortest path only says that both are about Morocco, so a path
// leaves out what everything touches (documents, figures, indicators, topics, statements, discrepancies, the sector,
// the country) and DIFFERENT_FROM, which is no link. `possible` tells whether it rests on something that is not stated.

:param hubs => ['sector-offshoring', 'place-morocco', 'place-africa', 'place-world']

// Q58 How is Youssef Chraibi connected to Dakhla Tech Valley?
MATCH (a:Person {id: 'person-youssef-chraibi'}), (b:Zone {id: 'zone-dakhla-tech-valley'})
MATCH path = allShortestPaths((a)-[*..10]-(b))
WHERE none(n IN nodes(path) WHERE n:Document|Figure|Indicator|Topic|Statement|Discrepancy OR n.id IN $hubs)
  AND none(r IN relationships(path) WHERE type(r) = 'DIFFERENT_FROM')
RETURN length(path) AS hops, [n IN nodes(path) | n.id] AS nodes, [r IN relationships(path) | type(r)] AS types,
       any(r IN relationships(path) WHERE r.status <> 'stated') AS possible;

// Q60 How is the head of government connected to Amal El Fellah Seghrouchni?
MATCH (a:Office {id: 'office-head-of-government'}), (b:Person {id: 'person-amal-el-fellah-seghrouchni'})
MATCH path = allShortestPaths((a)-[*..10]-(b))
WHERE none(n IN nodes(path) WHERE n:Document|Figure|Indicator|Topic|Statement|Discrepancy OR n.id IN $hubs)
  AND none(r IN relationships(path) WHERE type(r) = 'DIFFERENT_FROM')
RETURN length(path) AS hops, [n IN nodes(path) | n.id] AS nodes, [r IN relationships(path) | type(r)] AS types,
       any(r IN relationships(path) WHERE r.status <> 'stated') AS possible;

// By what is stated only.
MATCH (a:Office {id: 'office-head-of-government'}), (b:Person {id: 'person-amal-el-fellah-seghrouchni'})
MATCH path = allShortestPaths((a)-[*..10]-(b))
WHERE none(n IN nodes(path) WHERE n:Document|Figure|Indicator|Topic|Statement|Discrepancy OR n.id IN $hubs)
  AND all(r IN relationships(path) WHERE r.status = 'stated' AND type(r) <> 'DIFFERENT_FROM')
RETURN length(path) AS hops, [n IN nodes(path) | n.id] AS nodes, [r IN relationships(path) | type(r)] AS types;

// Kearney and Ghita Mezzour: no path.
MATCH (a:Organization {id: 'org-kearney'}), (b:Person {id: 'person-ghita-mezzour'})
MATCH path = allShortestPaths((a)-[*..10]-(b))
WHERE none(n IN nodes(path) WHERE n:Document|Figure|Indicator|Topic|Statement|Discrepancy OR n.id IN $hubs)
  AND none(r IN relationships(path) WHERE type(r) = 'DIFFERENT_FROM')
RETURN length(path) AS hops, [n IN nodes(path) | n.id] AS nodes;

// Kearney and Ghita Mezzour, with figures and the sector allowed.
MATCH (a:Organization {id: 'org-kearney'}), (b:Person {id: 'person-ghita-mezzour'})
MATCH path = allShortestPaths((a)-[*..10]-(b))
WHERE none(n IN nodes(path) WHERE n:Document|Indicator|Topic|Statement|Discrepancy
             OR n.id <> 'sector-offshoring' AND n.id IN $hubs)
  AND none(r IN relationships(path) WHERE type(r) = 'DIFFERENT_FROM')
RETURN length(path) AS hops, [n IN nodes(path) | n.id] AS nodes
ORDER BY nodes;
