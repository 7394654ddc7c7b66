// Paths: how two things are connected. An unfiltered shortest path only says that both are about Morocco, so each step
// leaves out what everything touches: the `hidden` kinds of nodes, the `hubs`, and DIFFERENT_FROM, which is no link.
// `possible` tells whether a path rests on something that is not stated.

:param hidden => ['Document', 'Figure', 'Indicator', 'Topic', 'Statement', 'Discrepancy']
:param hubs => ['sector-offshoring', 'place-morocco', 'place-africa', 'place-world']

// Q58 How is Youssef Chraibi connected to Dakhla Tech Valley?
MATCH (a:Person {id: 'person-youssef-chraibi'}), (b:Zone {id: 'zone-dakhla-tech-valley'})
MATCH path = allShortestPaths((a)-[r*..10 WHERE type(r) <> 'DIFFERENT_FROM' AND none(n IN [startNode(r), endNode(r)]
  WHERE n.id IN $hubs OR any(label IN labels(n) WHERE label IN $hidden))]-(b))
RETURN length(path) AS hops, [n IN nodes(path) | n.id] AS nodes, [s IN relationships(path) | type(s)] AS types,
       any(s IN relationships(path) WHERE s.status <> 'stated') AS possible;

// Q60 How is the head of government connected to Amal El Fellah Seghrouchni?
MATCH (a:Office {id: 'office-head-of-government'}), (b:Person {id: 'person-amal-el-fellah-seghrouchni'})
MATCH path = allShortestPaths((a)-[r*..10 WHERE type(r) <> 'DIFFERENT_FROM' AND none(n IN [startNode(r), endNode(r)]
  WHERE n.id IN $hubs OR any(label IN labels(n) WHERE label IN $hidden))]-(b))
RETURN length(path) AS hops, [n IN nodes(path) | n.id] AS nodes, [s IN relationships(path) | type(s)] AS types,
       any(s IN relationships(path) WHERE s.status <> 'stated') AS possible;

// By what is stated only.
MATCH (a:Office {id: 'office-head-of-government'}), (b:Person {id: 'person-amal-el-fellah-seghrouchni'})
MATCH path = allShortestPaths((a)-[r*..10 WHERE r.status = 'stated' AND type(r) <> 'DIFFERENT_FROM'
  AND none(n IN [startNode(r), endNode(r)] WHERE n.id IN $hubs OR any(label IN labels(n) WHERE label IN $hidden))]-(b))
RETURN length(path) AS hops, [n IN nodes(path) | n.id] AS nodes, [s IN relationships(path) | type(s)] AS types,
       any(s IN relationships(path) WHERE s.status <> 'stated') AS possible;

// Kearney and Ghita Mezzour: no path.
MATCH (a:Organization {id: 'org-kearney'}), (b:Person {id: 'person-ghita-mezzour'})
MATCH path = allShortestPaths((a)-[r*..10 WHERE type(r) <> 'DIFFERENT_FROM' AND none(n IN [startNode(r), endNode(r)]
  WHERE n.id IN $hubs OR any(label IN labels(n) WHERE label IN $hidden))]-(b))
RETURN length(path) AS hops, [n IN nodes(path) | n.id] AS nodes;

// Kearney and Ghita Mezzour, with figures and the sector allowed.
:param hidden => ['Document', 'Indicator', 'Topic', 'Statement', 'Discrepancy']
:param hubs => ['place-morocco', 'place-africa', 'place-world']
MATCH (a:Organization {id: 'org-kearney'}), (b:Person {id: 'person-ghita-mezzour'})
MATCH path = allShortestPaths((a)-[r*..10 WHERE type(r) <> 'DIFFERENT_FROM' AND none(n IN [startNode(r), endNode(r)]
  WHERE n.id IN $hubs OR any(label IN labels(n) WHERE label IN $hidden))]-(b))
RETURN length(path) AS hops, [n IN nodes(path) | n.id] AS nodes
ORDER BY nodes;
