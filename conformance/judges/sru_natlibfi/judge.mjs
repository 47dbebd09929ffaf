// The demo library, searched by the National Library's own client of SRU: in 1.2 and 2.0, single
// pages and whole results. A client that waits for ever is a fault too. It only reads.

import client from '@natlibfi/sru-client';

// It is CommonJS, whose default stands in what is imported here.
const createClient = client.default ?? client;

const [host, port] = process.argv.slice(2);
const SECONDS = 60;
let passed = 0;
let failed = 0;

function step(name, fault) {
  if (fault) {
    failed += 1;
    console.log(`FAIL  ${name}: ${fault}`);
  } else {
    passed += 1;
    console.log(`ok    ${name}`);
  }
}

// Everything that a search brings: total, records, where it ended, and the error.
function search(query, options = {}) {
  const url = `http://${host}:${port}/sru`;
  const client = createClient({url, recordSchema: 'marcxml', ...options});
  return new Promise(resolve => {
    const came = {records: []};
    const timer = setTimeout(() => resolve({...came, error: new Error('it did not end')}), SECONDS * 1000);
    const conclude = more => {
      clearTimeout(timer);
      resolve({...came, ...more});
    };
    client.searchRetrieve(query)
      .on('record', record => came.records.push(record))
      .on('total', total => {
        came.total = total;
      })
      .on('end', next => conclude({next}))
      .on('error', error => conclude({error}));
  });
}

function fault(came, total, records) {
  if (came.error) {
    return `${came.error.message ?? came.error}`;
  }
  return came.total === total && came.records.length === records
    ? undefined
    : `total ${came.total}, ${came.records.length} records; ${total} and ${records} were due`;
}

for (const version of ['1.2', '2.0']) {
  const one = await search('rec.identifier = kainet.1', {version});
  step(`${version}: a known record`, fault(one, 1, 1));
  step(`${version}: its title`, one.records.join('').includes('Seitsemän veljestä') ? undefined : 'it is not in it');
  step(`${version}: nothing`, fault(await search('dc.title = nosuchthing', {version}), 0, 0));

  const page = await search('cql.allRecords = 1', {version, maxRecordsPerRequest: 5, retrieveAll: false});
  step(`${version}: a page`, fault(page, page.total, 5) ?? (page.next === 6 ? undefined : `the next is ${page.next}`));
  const all = await search('cql.allRecords = 1', {version});
  step(`${version}: every record, page by page`, fault(all, page.total, page.total));
  step(`${version}: each once`, new Set(all.records).size === all.records.length ? undefined : 'some came twice');
  const small = await search('dc.title = järvi', {version, maxRecordsPerRequest: 3});
  step(`${version}: pages of three`, fault(small, small.total, small.total));

  const refused = await search('dc.nosuchindex = x', {version});
  step(`${version}: a diagnostic is an error`, refused.error ? undefined : `total ${refused.total}`);
  for (const recordSchema of ['dc', 'mods', 'opac']) {
    const other = await search('rec.identifier = kainet.1', {version, recordSchema, recordFormat: 'object'});
    step(`${version}: ${recordSchema} as an object`, fault(other, 1, 1));
  }
}

console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
