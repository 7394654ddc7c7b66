//! Every form of results read back by programs of others: Python's csv, json, html and xml, and a reader of Markdown.

use crate::exchange::python;
use crate::harness::Place;

/// A text that means something to every form: quotes, separators, line ends, markup, controls, other scripts, emoji.
const TEXT: &str = r#"{"t": "a\"b',c\td|e\\f<g>&amp;h;\r\n\u0645\u0631\u062d\u0628\u0627 \u200f👩‍🚀 日本 é \u0001\u001b[31m $x$ _y_ *z* `c` [l](u) ~ ^ # % {"}"#;

const ROW: &str = "RETURN $t AS text, '' AS empty, null AS nothing, 9007199254740993 AS big, 0.1 AS f, [1, $t, null] AS list, \
     {k: $t, l: [[], {}]} AS map, true AS yes, date('2024-02-29') AS day, $t AS `odd, \"name\" | <i>`";

const READER: &str = r#"
import csv, html.parser, io, json, re
t = json.load(open('t.json', encoding='utf-8'))['t']
read = lambda name: open(name, encoding='utf-8', newline='').read()
names = ['text', 'empty', 'nothing', 'big', 'f', 'list', 'map', 'yes', 'day', 'odd, "name" | <i>']
whole = [t, '', None, 9007199254740993, 0.1, [1, t, None], {'k': t, 'l': [[], {}]}, True, '2024-02-29', t]

def same(form, got, wanted):
    assert got == wanted, f'{form}: {got!r} is not {wanted!r}'

one = json.loads(read('out.json'))
same('json', (one['columns'], one['rows']), (names, [whole]))
lines = read('out.jsonl').split('\n')
same('jsonl', ([json.loads(lines[0])], lines[1:]), ([dict(zip(names, whole))], ['']))

def cells(row):
    assert row[5] and row[6]
    return row[:5] + [json.loads(row[5]), json.loads(row[6])] + row[7:]
flat = [t, '', '', '9007199254740993', '0.1', [1, t, None], {'k': t, 'l': [[], {}]}, 'true', '2024-02-29', t]
rows = list(csv.reader(io.StringIO(read('out.csv')), strict=True))
same('csv', (rows[0], [cells(row) for row in rows[1:]]), (names, [flat]))
unescape = lambda cell: re.sub(r'\\(.)', lambda m: {'t': '\t', 'n': '\n', 'r': '\r'}.get(m[1], m[1]), cell)
rows = [[unescape(cell) for cell in line.split('\t')] for line in read('out.tsv').split('\n')[:-1]]
same('tsv', (rows[0], [cells(row) for row in rows[1:]]), (names, [flat]))

# What is drawn for people shows controls as escapes and line ends as breaks.
seen = re.sub('[\x00-\x08\x0b-\x1f]', lambda m: '\\u%04x' % ord(m[0]), t.replace('\r\n', '\n')).replace('\t', '\\t')
class Table(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.rows, self.open = [], []
    def handle_starttag(self, tag, attributes):
        if tag == 'br':
            self.rows[-1][-1] += '\n'
            return
        self.open.append(tag)
        if tag == 'tr': self.rows.append([])
        if tag in ('td', 'th'): self.rows[-1].append('')
    def handle_endtag(self, tag):
        assert self.open.pop() == tag
    def handle_data(self, data):
        if self.open and self.open[-1] in ('td', 'th'): self.rows[-1][-1] += data
table = Table()
table.feed(read('out.html'))
same('html', (table.open, table.rows[0], len(table.rows[1])), ([], names, 10))
same('html', (table.rows[1][0], table.rows[1][3:5], table.rows[1][7:9]), (seen, ['9007199254740993', '0.1'], ['true', '2024-02-29']))

def markdown(line):
    assert line.startswith('| ') and line.endswith(' |')
    cells = re.split(r'(?<!\\)(?:\\\\)*\|', line[1:-1])
    out = []
    for cell in cells:
        cell = re.sub(r'\\([!-/:-@\[-`{-~])', r'\1', cell.strip(' ').replace('<br>', '\n'))
        assert '<' not in cell
        out.append(html.unescape(cell))
    return out
lines = read('out.md').split('\n')
same('markdown', (markdown(lines[0]), lines[1], lines[3:]), (names, '|' + ' --- |' * 10, ['', '']))
same('markdown', (len(markdown(lines[2])), markdown(lines[2])[0], markdown(lines[2])[9]), (10, seen, seen))

tex = read('out.tex')
body = tex.split('\\hline\n')[2].rstrip().removesuffix('\\\\')
same('latex', len(re.split(r'(?<!\\)&', body)), 10)
bare = re.sub(r'\\([&%$#_{}])', '', body).replace('\\textbackslash{}', '').replace('\\textless{}', '').replace('\\textgreater{}', '')
bare = bare.replace('\\textasciitilde{}', '').replace('\\textasciicircum{}', '').replace('{[}', '').replace('{]}', '')
assert not re.search(r'[\\$#_{}%~^<>\[\]]', bare), bare
print('all read')
"#;

#[test]
fn every_form_of_rows_is_read_back_by_programs_of_others() {
    let place = Place::new();
    place.file("t.json", TEXT);
    let forms = [
        ("csv", "csv"),
        ("tsv", "tsv"),
        ("json", "json"),
        ("jsonl", "jsonl"),
        ("markdown", "md"),
        ("html", "html"),
        ("latex", "tex"),
    ];
    for (form, ending) in forms {
        let shown = place.run(&["--params", "t.json", "--format", form, "query", ":memory:", ROW]).ends(0).silent();
        place.file(&format!("out.{ending}"), &shown.stdout);
    }
    if let Some(told) = python(&place, "csv", READER) {
        assert_eq!(told, "all read\n");
    }
}

#[test]
fn every_form_of_a_graph_is_read_back_by_programs_of_others() {
    let place = Place::new();
    place.file("t.json", TEXT);
    let make = "CREATE (a:Person {name: $t, id: 1})-[:`TYPE \"<1>\" |`{since: $t}]->(b:`Odd \"label\" <i>` {name: 'b'}), \
                (a)-[:LOOP]->(a), (b)-[:BACK]->(a)";
    place.run(&["--params", "t.json", "run", "db", "/dev/null"]).ends(0);
    place.run(&["--params", "t.json", "query", "db", make]).ends(0);
    for file in ["g.svg", "g.graphml", "g.gexf", "g.dot", "g.mmd"] {
        place.run(&["graph", "db", "-o", file]).ends(0);
    }
    let xml = "import xml.etree.ElementTree as E, json\n\
        t = json.load(open('t.json', encoding='utf-8'))['t'].replace('\\x01', '\\ufffd').replace('\\x1b', '\\ufffd')\n\
        count = lambda name, tag: sum(1 for e in E.parse(name).iter() if e.tag.rsplit('}')[-1] == tag)\n\
        print(count('g.svg', 'circle'), count('g.graphml', 'node'), count('g.graphml', 'edge'), count('g.gexf', 'node'), count('g.gexf', 'edge'))\n\
        texts = [''.join(e.itertext()) for e in E.parse('g.graphml').iter()]\n\
        print(t in texts, 'g.svg' and any('b' == (e.text or '') for e in E.parse('g.svg').iter()))\n";
    // Two of the four circles are the legend.
    if let Some(told) = python(&place, "json", xml) {
        assert_eq!(told, "4 2 3 2 3\nTrue True\n");
    }
    let networkx = "import networkx as nx\n\
        g, h = nx.read_graphml('g.graphml'), nx.read_gexf('g.gexf')\n\
        print(g.number_of_nodes(), g.number_of_edges(), h.number_of_nodes(), h.number_of_edges())\n";
    if let Some(told) = python(&place, "networkx", networkx) {
        assert_eq!(told, "2 3 2 3\n");
    }
}
