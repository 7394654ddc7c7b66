// Names: found whatever the accents, the spelling or the typing.
// `aliases` are the forms as printed, `keys` their folded forms; `levenshtein` counts typing errors.

// Q11 Qui est « Sagrouchni » ? The form exactly as printed.
:param text => 'Sagrouchni'
MATCH (n) WHERE $text IN n.aliases
RETURN n.name AS name, labels(n) AS labels;

// Q13 “ghuita mezour”, with a typing error: the nearest printed form.
:param text => 'ghuita mezour'
MATCH (n)
UNWIND n.aliases AS alias
WITH n, alias, levenshtein(fold(alias), fold($text)) AS distance
WHERE distance <= 2
WITH n, alias, distance ORDER BY distance, alias
WITH n, collect({alias: alias, distance: distance})[0] AS best
RETURN n.name AS name, best.alias AS alias, best.distance AS distance
ORDER BY distance, name;

// Q15 “FMES”: no document prints it; it is the probable name of a body.
:param text => 'FMES'
MATCH (n) WHERE fold($text) IN n.keys
RETURN n.name AS name, coalesce(n.name_status, 'attested') AS name_status;

MATCH (n) WHERE any(probable IN n.probable_names WHERE fold(probable) = fold($text))
RETURN n.name AS name, n.name_status AS name_status;

// Q16 “Agence du Développement du Digital” and “ADD”: one body.
:param texts => ['Agence du Développement du Digital', 'ADD']
UNWIND $texts AS text
MATCH (n) WHERE fold(text) IN n.keys
RETURN text, n.id AS id
ORDER BY text;

// Q18 “Chraïbi” and “El Fallah”, other spellings of a part of a name.
// Every run of as many words as were asked for is compared.
:param texts => ['Chraïbi', 'El Fallah']
UNWIND $texts AS text
WITH text, fold(text) AS wanted, size(split(fold(text), ' ')) AS width
MATCH (p:Person)
UNWIND p.keys AS key
WITH text, wanted, width, p, split(key, ' ') AS words
UNWIND range(0, size(words) - width) AS at
WITH text, wanted, p, reduce(run = words[at], word IN words[at + 1 .. at + width] | run + ' ' + word) AS run
WITH text, p, min(levenshtein(run, wanted)) AS distance
WHERE distance <= 1
RETURN text, p.name AS person, distance
ORDER BY text, distance, person;
