// Scenarios against a running host, with a client that shares no code with it. Usage: node client.mjs ADDRESS KEY SCENARIO
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import grpc from '@grpc/grpc-js';
import protoLoader from '@grpc/proto-loader';

const [address, key, scenario] = process.argv.slice(2);
const here = path.dirname(fileURLToPath(import.meta.url));
const protos = path.resolve(here, '../../../protos');
const definition = protoLoader.loadSync(
  [
    'kpi/v1/interaction_service.proto',
    'kpi/v1/customer_service.proto',
    'kpi/v1/scorecard_service.proto',
    'kpi/v1/tenant_service.proto',
    'grpc/health/v1/health.proto',
    'grpc/reflection/v1/reflection.proto',
    'grpc/reflection/v1alpha/reflection.proto',
    'google/rpc/status.proto',
    'google/rpc/error_details.proto',
  ],
  { includeDirs: [protos, path.resolve(here, '../protos')], keepCase: true, longs: String, enums: String, defaults: true, oneofs: true },
);
const api = grpc.loadPackageDefinition(definition);
const secondsFromNow = (seconds) => ({ deadline: new Date(Date.now() + seconds * 1000) });

function metadata() {
  const entries = new grpc.Metadata();
  if (key) entries.set('authorization', `Bearer ${key}`);
  return entries;
}

function clients(options = {}) {
  const credentials = grpc.credentials.createInsecure();
  return {
    tenants: new api.kpi.v1.TenantService(address, credentials, options),
    interactions: new api.kpi.v1.InteractionService(address, credentials, options),
    customers: new api.kpi.v1.CustomerService(address, credentials, options),
    scorecards: new api.kpi.v1.ScorecardService(address, credentials, options),
    health: new api.grpc.health.v1.Health(address, credentials, options),
    reflection: new api.grpc.reflection.v1.ServerReflection(address, credentials, options),
    reflectionAlpha: new api.grpc.reflection.v1alpha.ServerReflection(address, credentials, options),
  };
}

// One answer, or the error, as a promise.
function call(client, method, request, options = secondsFromNow(30)) {
  return new Promise((resolve, reject) =>
    client[method](request, metadata(), options, (error, response) => (error ? reject(error) : resolve(response))));
}

async function failure(promise) {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  assert.fail('the call succeeded');
}

// Messages of a stream, one at a time.
function reader(stream) {
  const iterator = stream[Symbol.asyncIterator]();
  return async () => (await iterator.next()).value;
}

function detailsOf(error) {
  const [bytes] = error.metadata.get('grpc-status-details-bin');
  assert.ok(bytes, 'the error carries no details');
  const status = decode('google.rpc.Status', bytes);
  const details = status.details.map((any) => {
    const type = any.type_url.split('/').pop();
    return { type, value: decode(type, any.value) };
  });
  return { status, details };
}

function decode(type, bytes) {
  return definition[type].deserialize(bytes);
}

function purchase(customer, id, units, extra = {}) {
  return {
    customer,
    source: 'interop-node',
    id,
    occur_time: { seconds: String(Date.UTC(2026, 0, 5, 12) / 1000) },
    purchase: { amount: { currency_code: 'EUR', units: String(units) }, ...extra },
  };
}

async function newTenant({ tenants }) {
  const tenantId = `node-${randomUUID().slice(0, 8)}`;
  const tenant = await call(tenants, 'CreateTenant', { tenant_id: tenantId, tenant: { display_name: 'Interop', currency_code: 'EUR' } });
  assert.equal(tenant.name, `tenants/${tenantId}`);
  return tenant.name;
}

const indicator = (customer, id) => customer.indicators.find((value) => value.indicator === id)?.value;

const scenarios = {
  async unary() {
    const c = clients();
    const tenant = await newTenant(c);
    const answer = await call(c.interactions, 'RecordInteraction', { parent: tenant, interaction: purchase('ann/1', 'o-1', 40), return_customer: true });
    assert.equal(answer.outcome, 'RECORD_OUTCOME_ACCEPTED');
    assert.equal(indicator(answer.customer, 'revenue'), 40);
    const read = await call(c.customers, 'GetCustomer', { name: answer.customer.name, token: answer.token });
    assert.equal(read.customer_id, 'ann/1');
    assert.equal(indicator(read, 'orders'), 1);
    const again = await call(c.interactions, 'RecordInteraction', { parent: tenant, interaction: purchase('ann/1', 'o-1', 40) });
    assert.equal(again.outcome, 'RECORD_OUTCOME_DUPLICATE');
  },

  async server_stream() {
    const c = clients();
    const tenant = await newTenant(c);
    const { token } = await call(c.interactions, 'RecordInteraction', { parent: tenant, interaction: purchase('ann', 'o-1', 1) });
    const stream = c.customers.WatchCustomer({ name: `${tenant}/customers/ann`, token }, metadata(), secondsFromNow(30));
    const next = reader(stream);
    const first = await next();
    assert.equal(first.sequence, '1');
    assert.equal(indicator(first.customer, 'orders'), 1);
    await call(c.interactions, 'RecordInteraction', { parent: tenant, interaction: purchase('ann', 'o-2', 2) });
    const second = await next();
    assert.equal(second.sequence, '2');
    assert.equal(indicator(second.customer, 'revenue'), 3);
    stream.on('error', () => {});
    stream.cancel();
  },

  async bidirectional_stream() {
    const c = clients();
    const tenant = await newTenant(c);
    const stream = c.interactions.RecordInteractions(metadata(), secondsFromNow(60));
    const next = reader(stream);
    const batches = 20;
    const size = 50;
    for (let batch = 1; batch <= batches; batch++) {
      const interactions = Array.from({ length: size }, (_, i) => purchase(`c-${i}`, `b${batch}-${i}`, 1));
      stream.write({ parent: batch === 1 ? tenant : '', sequence: batch, interactions });
    }
    // The batch once more: every interaction is known by then.
    stream.write({ sequence: batches + 1, interactions: Array.from({ length: size }, (_, i) => purchase(`c-${i}`, `b1-${i}`, 1)) });
    stream.end();
    let token;
    for (let batch = 1; batch <= batches; batch++) {
      const ack = await next();
      assert.equal(ack.sequence, String(batch));
      assert.equal(ack.accepted_count, size);
      assert.deepEqual(ack.rejected, []);
      token = ack.token;
    }
    const duplicate = await next();
    assert.equal(duplicate.duplicate_count, size);
    assert.equal(await next(), undefined);
    const page = await call(c.customers, 'ListCustomers', { parent: tenant, page_size: 1000, token, filter: `orders = ${batches}` });
    assert.equal(page.customers.length, size);
  },

  async deadline() {
    const c = clients();
    const tenant = await newTenant(c);
    await call(c.interactions, 'RecordInteraction', { parent: tenant, interaction: purchase('ann', 'o-1', 1) });
    const stream = c.customers.WatchCustomer({ name: `${tenant}/customers/ann` }, metadata(), secondsFromNow(0.5));
    const error = await failure((async () => { for await (const _ of stream); })());
    assert.equal(error.code, grpc.status.DEADLINE_EXCEEDED);
  },

  async cancellation() {
    const c = clients();
    const tenant = await newTenant(c);
    await call(c.interactions, 'RecordInteraction', { parent: tenant, interaction: purchase('ann', 'o-1', 1) });
    const stream = c.customers.WatchCustomer({ name: `${tenant}/customers/ann` }, metadata(), secondsFromNow(30));
    const next = reader(stream);
    await next();
    stream.cancel();
    const error = await failure(next());
    assert.equal(error.code, grpc.status.CANCELLED);
    assert.equal((await call(c.customers, 'GetCustomer', { name: `${tenant}/customers/ann` })).customer_id, 'ann');
  },

  async error_details() {
    const c = clients();
    const tenant = await newTenant(c);
    const bad = purchase('ann', 'o-1', 5, { discount: { units: '9' } });
    const error = await failure(call(c.interactions, 'RecordInteraction', { parent: tenant, interaction: bad }));
    assert.equal(error.code, grpc.status.INVALID_ARGUMENT);
    const { status, details } = detailsOf(error);
    assert.equal(status.code, grpc.status.INVALID_ARGUMENT);
    const info = details.find((detail) => detail.type === 'google.rpc.ErrorInfo').value;
    assert.equal(info.domain, 'kpi');
    assert.match(info.reason, /^[A-Z][A-Z0-9_]+$/);
    const request = details.find((detail) => detail.type === 'google.rpc.BadRequest').value;
    assert.equal(request.field_violations[0].field, 'interaction.purchase.discount');
    const missing = await failure(call(c.customers, 'GetCustomer', { name: `${tenant}/customers/nobody` }));
    assert.equal(missing.code, grpc.status.NOT_FOUND);
  },

  async gzip() {
    const c = clients({ 'grpc.default_compression_algorithm': 2, 'grpc.default_compression_level': 2 });
    const tenant = await newTenant(c);
    const interactions = Array.from({ length: 1000 }, (_, i) => purchase(`customer-with-a-long-name-${i}`, `order-${i}`, 1));
    const stream = c.interactions.RecordInteractions(metadata(), secondsFromNow(60));
    const next = reader(stream);
    stream.write({ parent: tenant, sequence: 1, interactions });
    stream.end();
    const ack = await next();
    assert.equal(ack.accepted_count, 1000);
    assert.equal(await next(), undefined);
    const page = await call(c.customers, 'ListCustomers', { parent: tenant, page_size: 1000, token: ack.token });
    assert.equal(page.customers.length, 1000);
  },

  async message_over_the_limit() {
    const c = clients();
    const tenant = await newTenant(c);
    const huge = purchase('ann', 'o-1', 1);
    huge.labels = { filler: 'x'.repeat(8 * 1024 * 1024) };
    const error = await failure(call(c.interactions, 'RecordInteraction', { parent: tenant, interaction: huge }));
    assert.equal(error.code, grpc.status.RESOURCE_EXHAUSTED);
    const answer = await call(c.interactions, 'RecordInteraction', { parent: tenant, interaction: purchase('ann', 'o-1', 1) });
    assert.equal(answer.outcome, 'RECORD_OUTCOME_ACCEPTED');
  },

  async health() {
    const c = clients();
    for (const service of ['', 'kpi.v1.InteractionService']) {
      assert.equal((await call(c.health, 'Check', { service })).status, 'SERVING');
    }
    assert.equal((await failure(call(c.health, 'Check', { service: 'kpi.v1.Nothing' }))).code, grpc.status.NOT_FOUND);
    const stream = c.health.Watch({ service: '' }, metadata(), secondsFromNow(30));
    assert.equal((await reader(stream)()).status, 'SERVING');
    stream.on('error', () => {});
    stream.cancel();
  },

  async reflection() {
    const c = clients();
    for (const client of [c.reflection, c.reflectionAlpha]) {
      const stream = client.ServerReflectionInfo(metadata(), secondsFromNow(30));
      const next = reader(stream);
      stream.write({ list_services: '' });
      const names = (await next()).list_services_response.service.map((service) => service.name);
      for (const name of ['InteractionService', 'CustomerService', 'ScorecardService', 'TenantService']) {
        assert.ok(names.includes(`kpi.v1.${name}`), `${name} is missing in ${names}`);
      }
      stream.write({ file_containing_symbol: 'kpi.v1.InteractionService' });
      assert.ok((await next()).file_descriptor_response.file_descriptor_proto.length > 0);
      stream.write({ file_containing_symbol: 'kpi.v1.Nothing' });
      assert.equal((await next()).error_response.error_code, grpc.status.NOT_FOUND);
      stream.end();
      assert.equal(await next(), undefined);
    }
  },
};

if (!scenarios[scenario]) {
  console.error(`Usage: node client.mjs ADDRESS KEY ${Object.keys(scenarios).join('|')}`);
  process.exit(2);
}
try {
  await scenarios[scenario]();
  console.log('ok');
  process.exit(0);
} catch (error) {
  console.error(error);
  process.exit(1);
}
