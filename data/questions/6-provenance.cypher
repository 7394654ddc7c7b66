// Provenance: who says so, who agrees, what is only concluded.

// Q53 Which sources give the sector's current number of jobs, and do they agree?
MATCH (f:Figure {kind: 'observed'})-[:MEASURES]->(:Indicator {id: 'indicator-employment'})
MATCH (d:Document)<-[:REPORTED_IN]-(f)-[:ABOUT]->(scope:Sector|Segment)
OPTIONAL MATCH (f)-[:CORROBORATES]-(other:Figure)
RETURN d.id AS document, f.value AS value, f.qualifier AS qualifier, scope.id AS scope,
       coll.sort(collect(other.id)) AS agrees_with
ORDER BY document;

// Q55 Figures credited to an outside source.
MATCH (f:Figure)-[:ATTRIBUTED_TO]->(o:Organization)
RETURN f.id AS figure, o.name AS credited_to
ORDER BY credited_to DESC, figure;

// Q57 How many relations are inferred, by type?
MATCH ()-[r]->() WHERE r.status = 'inferred'
RETURN type(r) AS type, count(*) AS relations
ORDER BY relations DESC, type;

MATCH ()-[r]->() WHERE r.status = 'inferred'
RETURN count(*) AS relations;
