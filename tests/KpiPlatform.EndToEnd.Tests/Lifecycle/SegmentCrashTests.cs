using Grpc.Core;
using KpiPlatform.EndToEnd.Tests.Segments;
using KpiPlatform.EndToEnd.Tests.Support;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.EndToEnd.Tests.Lifecycle;

/// <summary>A real process, killed while customers enter a segment: after a restart no entry is missing, and none is told twice.</summary>
public class SegmentCrashTests
{
    private const int Customers = 3_000;
    private const int Batch = 50;

    [SkippableTheory]
    [MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Kill_WhileCustomersEnter_EveryEntryIsToldOnce(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        string name;
        string resumeToken;
        List<SegmentEvent> told;
        var acknowledged = new HashSet<string>(StringComparer.Ordinal);
        var (killed, address) = await HostProcess.ServeAsync(database.Setting);
        await using (killed)
        {
            using var client = new KpiClient(address);
            var tenant = await TestTenant.CreateAsync(client, settings => settings.Segments.Add(new Segment { Id = "buyers", Filter = "orders >= 1 AND NOT attribute:blocked PRESENT" }));
            name = tenant.Name;
            using var watch = new SegmentWatcher(client, $"{name}/segments/buyers");
            await watch.ReadAsync(_ => true);
            await StreamUntilKilledAsync(tenant, acknowledged, killed);
            try
            {
                await watch.ReadAsync(_ => false);
            }
            catch (RpcException)
            {
                // The connection broke, as it had to.
            }

            (told, resumeToken) = (watch.Events, watch.ResumeToken);
        }

        acknowledged.Count.ShouldBeInRange(Batch, Customers - Batch);
        var (restarted, newAddress) = await HostProcess.ServeAsync(database.Setting);
        await using (restarted)
        {
            using var client = new KpiClient(newAddress);
            var tenant = new TestTenant(client, name);
            var known = told.Select(one => one.CustomerId).ToHashSet(StringComparer.Ordinal);
            using (var watch = new SegmentWatcher(client, $"{name}/segments/buyers", resumeToken))
            {
                if (!known.IsSupersetOf(acknowledged))
                    await watch.ReadAsync(events => acknowledged.All(customer => known.Contains(customer) || events.Exists(one => one.CustomerId == customer)));
                told.AddRange(watch.Events);
            }

            // What came by the watch before and after the kill is what is stored, event by event.
            told.Select(one => one.EventId).ShouldBeUnique();
            var stored = await SegmentTests.AllEventsAsync(tenant, $"{name}/segments/buyers");
            stored.Take(told.Count).ShouldBe(told);
            var replayed = SegmentTests.Replay(stored).ToHashSet(StringComparer.Ordinal);
            replayed.IsSupersetOf(acknowledged).ShouldBeTrue();

            // Those whose acknowledgement the kill took away are there or not; with everything sent again, all are in it once.
            await tenant.StreamAsync(Interactions());
            var all = await SegmentTests.AllEventsAsync(tenant, $"{name}/segments/buyers");
            SegmentTests.Replay(all).Count().ShouldBe(Customers);
            all.Count.ShouldBe(Customers);
            (await client.Segments.GetSegmentAsync(new() { Name = $"{name}/segments/buyers" })).MemberCount.ShouldBe(Customers);
        }
    }

    private static IEnumerable<Interaction> Interactions() => Enumerable.Range(0, Customers).Select(number => Make.Purchase($"c-{number}", "2025-03-01", 5, id: $"o-{number}"));

    private static async Task StreamUntilKilledAsync(TestTenant tenant, HashSet<string> acknowledged, HostProcess process)
    {
        using var call = tenant.Client.Interactions.RecordInteractions();
        var writing = Task.Run(async () =>
        {
            var sequence = 0;
            foreach (var batch in Interactions().Chunk(Batch))
                await call.RequestStream.WriteAsync(new RecordInteractionsRequest { Parent = tenant.Name, Sequence = ++sequence, Interactions = { batch } });
        });
        try
        {
            while (await call.ResponseStream.MoveNext(CancellationToken.None))
            {
                var first = ((int)call.ResponseStream.Current.Sequence - 1) * Batch;
                acknowledged.UnionWith(Enumerable.Range(first, Batch).Select(number => $"c-{number}"));
                if (acknowledged.Count >= Customers / 3)
                    await process.KillAsync();
            }
        }
        catch (RpcException)
        {
            // The connection broke, as it had to.
        }

        await writing.ContinueWith(_ => { }, TaskScheduler.Default);
    }
}
