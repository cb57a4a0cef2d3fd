// Sends interactions of two customers, then reads an indicator and a scorecard. Usage: node quickstart.mjs [ADDRESS [KEY]]
import grpc from '@grpc/grpc-js';
import protoLoader from '@grpc/proto-loader';

const [address = '127.0.0.1:5080', key] = process.argv.slice(2);
const protos = new URL('../../../protos', import.meta.url).pathname;
const files = ['interaction', 'scorecard', 'tenant'].map((name) => `kpi/v1/${name}_service.proto`);
const { kpi } = grpc.loadPackageDefinition(protoLoader.loadSync(files, { includeDirs: [protos], enums: String, defaults: true }));
const metadata = new grpc.Metadata();
if (key) metadata.set('authorization', `Bearer ${key}`);
const connect = (Service) => new Service(address, grpc.credentials.createInsecure());
const tenants = connect(kpi.v1.TenantService);
const interactions = connect(kpi.v1.InteractionService);
const scorecards = connect(kpi.v1.ScorecardService);
const call = (client, method, request) => new Promise((resolve, reject) =>
  client[method](request, metadata, (error, response) => (error ? reject(error) : resolve(response))));

const parent = 'tenants/shop-node';
await call(tenants, 'createTenant', {
  tenantId: 'shop-node', tenant: { currencyCode: 'EUR', timeZone: 'Europe/Berlin' }, requestId: 'shop-node',
});

// A stream of batches; each acknowledgement means committed. Sending the same again is counted once.
const stream = interactions.recordInteractions(metadata);
const acknowledgements = stream[Symbol.asyncIterator]();
const purchase = (customer, id, euros, day) => ({
  customer, source: 'shop', id, occurTime: { seconds: Date.parse(day) / 1000 }, purchase: { amount: { units: euros } },
});
stream.write({
  parent,
  sequence: 1,
  interactions: [
    purchase('ann', 'order-1', 40, '2026-03-02T09:00:00Z'),
    purchase('ann', 'order-2', 25, '2026-03-09T17:30:00Z'),
    purchase('bob', 'order-3', 10, '2026-03-11T12:00:00Z'),
  ],
});
const { value: acknowledgement } = await acknowledgements.next();
stream.end();
console.log(`accepted ${acknowledgement.acceptedCount}, duplicates ${acknowledgement.duplicateCount}`);

await call(scorecards, 'updateScorecard', {
  allowMissing: true,
  scorecard: {
    name: `${parent}/scorecards/sales`,
    perspectives: [{
      id: 'customer',
      objectives: [{
        id: 'grow', indicators: [{ indicator: 'revenue', baseline: 50, target: 100, deadline: '2026-12-31', baselineDate: '2026-01-01' }],
      }],
    }],
  },
});

// The token makes the read see what was acknowledged.
const scorecard = await call(scorecards, 'getScorecard', {
  name: `${parent}/scorecards/sales`, period: '2026-03', token: acknowledgement.token,
});
const [revenue] = scorecard.perspectives[0].objectives[0].indicators;
console.log(`revenue ${revenue.value.value} ${revenue.value.unit}, performance ${revenue.performance}, ${revenue.status}`);
process.exit(0);
