using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Journal;
using KpiPlatform.Domain.Measures;
using KpiPlatform.Testing.Journal;
using NodaTime;

namespace KpiPlatform.Benchmarks.Storage;

/// <summary>Appends of one row each, as a busy day brings them: customers at random, 120 bytes of facts, a comment on every fifth, ten cells each.</summary>
internal static class JournalRows
{
    private const int Tenants = 4;
    private const int FactsBytes = 120;
    private const int PersonalBytes = 60;
    private const int PersonalEvery = 5;
    private const int Cells = 10;
    private const int RowsPerCustomer = 4;

    public static JournalAppend[] Create(int rows)
    {
        var random = new Random(1);
        var customers = Enumerable.Range(0, Math.Max(1, rows / RowsPerCustomer)).Select(i => new CustomerNumber((random.NextInt64(1, 1000) << 32) + i)).ToArray();
        var versions = new Dictionary<CustomerNumber, long>();
        var appends = new JournalAppend[rows];
        for (var i = 0; i < rows; i++)
        {
            var index = random.Next(customers.Length);
            var customer = customers[index];
            var version = versions.GetValueOrDefault(customer) + 1;
            versions[customer] = version;
            appends[i] = JournalAppends.Of(new TenantNumber(1 + (index % Tenants)), customer, version) with
            {
                Entries = [new(Interaction(random, i), 1)],
                Delta = Delta(random),
            };
        }

        return appends;
    }

    private static Domain.Interactions.EncodedInteraction Interaction(Random random, int i)
    {
        var facts = new byte[FactsBytes];
        random.NextBytes(facts);
        var personal = new byte[i % PersonalEvery == 0 ? PersonalBytes : 0];
        random.NextBytes(personal);
        var occurredAt = JournalAppends.DefaultOccurrence + Duration.FromSeconds(random.Next(86_400));
        return JournalAppends.Interaction($"order-{i}", occurredAt: occurredAt, facts: facts, personal: personal);
    }

    private static CellDelta Delta(Random random)
    {
        var delta = new CellDelta();
        for (ushort measure = 1; measure <= Cells; measure++)
            delta.Add(JournalAppends.Cell(measure, 20_000 + random.Next(3)), 1 + random.Next(1000));
        return delta;
    }
}
