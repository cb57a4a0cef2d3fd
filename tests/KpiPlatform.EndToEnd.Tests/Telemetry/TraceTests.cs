using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Grpc.Core;
using KpiPlatform.EndToEnd.Tests.Support;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.EndToEnd.Tests.Telemetry;

/// <summary>A trace that a client begins goes on through gateway, grain and append to the commit. Tenants are numbers in it.</summary>
public sealed class TraceTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly ConcurrentQueue<Activity> _ended = new();
    private readonly ActivityListener _listener;

    public TraceTests()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is "Microsoft.AspNetCore" || source.Name.StartsWith("KpiPlatform.", StringComparison.Ordinal),
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = _ended.Enqueue,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public void Dispose() => _listener.Dispose();

    [Fact]
    public async Task RecordInteraction_IsOneTrace_FromTheCallToTheCommit()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Sqlite);
        await using var host = await TestHost.StartAsync(database.Setting);
        var tenant = await TestTenant.CreateAsync(host.Client);
        var trace = ActivityTraceId.CreateRandom();

        await host.Client.Interactions.RecordInteractionAsync(
            new RecordInteractionRequest { Parent = tenant.Name, Interaction = Make.Purchase("secret-ann", "2025-03-01", 40) }, Traceparent(trace));

        var call = await FindAsync(span => span.TraceId == trace && span.Source.Name == "Microsoft.AspNetCore");
        var grain = await FindAsync(span => span.TraceId == trace && span.OperationName == "ICustomerGrain.Record");
        var append = await FindAsync(span => span.TraceId == trace && span.OperationName == "journal append");
        var commit = await FindAsync(span => span.TraceId == trace && span.OperationName == "journal commit");
        call.DisplayName.ShouldBe("kpi.v1.InteractionService/RecordInteraction");
        call.GetTagItem("rpc.system").ShouldBe("grpc");
        call.GetTagItem("rpc.service").ShouldBe("kpi.v1.InteractionService");
        call.GetTagItem("rpc.method").ShouldBe("RecordInteraction");
        call.GetTagItem("rpc.grpc.status_code").ShouldBe(0);
        call.GetTagItem("kpi.tenant.number").ShouldBeOfType<int>().ShouldBeGreaterThan(0);
        grain.ParentSpanId.ShouldBe(call.SpanId);
        append.ParentSpanId.ShouldBe(grain.SpanId);
        commit.ParentSpanId.ShouldBe(append.SpanId);
        commit.GetTagItem("kpi.journal.commit").ShouldBe(append.GetTagItem("kpi.journal.commit"));

        var told = _ended.Where(span => span.TraceId == trace).SelectMany(span => span.TagObjects.Select(tag => Convert.ToString(tag.Value, CultureInfo.InvariantCulture)!).Append(span.DisplayName)).ToList();
        told.ShouldAllBe(text => !text.Contains(tenant.Name, StringComparison.Ordinal) && !text.Contains("secret-ann", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Batch_OfAStream_IsATraceOfItsOwn_LinkedWithTheStream_WhoseAppendsShareACommit()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Sqlite);
        await using var host = await TestHost.StartAsync(database.Setting);
        var tenant = await TestTenant.CreateAsync(host.Client);
        var trace = ActivityTraceId.CreateRandom();

        using (var stream = host.Client.Interactions.RecordInteractions(Traceparent(trace)))
        {
            await stream.RequestStream.WriteAsync(new RecordInteractionsRequest
            {
                Parent = tenant.Name,
                Sequence = 1,
                Interactions = { Make.Purchase("ann", "2025-03-01", 40), Make.Purchase("bob", "2025-03-01", 40), Make.Purchase("eve", "2025-03-01", 40) },
            });
            await stream.RequestStream.CompleteAsync();
            (await stream.ResponseStream.MoveNext(CancellationToken.None)).ShouldBeTrue();
        }

        var batch = await FindAsync(span => span.OperationName == "record batch" && span.Links.Any(link => link.Context.TraceId == trace));
        batch.TraceId.ShouldNotBe(trace);
        batch.ParentSpanId.ShouldBe(default);
        batch.GetTagItem("kpi.batch.interactions").ShouldBe(3);
        var appends = new List<Activity>();
        await WaitAsync(() => (appends = [.. _ended.Where(span => span.TraceId == batch.TraceId && span.OperationName == "journal append")]).Count == 3);

        // Each append is in one commit, as its parent or by a link.
        foreach (var append in appends)
            await FindAsync(span => span.OperationName == "journal commit" && (span.ParentSpanId == append.SpanId || span.Links.Any(link => link.Context.SpanId == append.SpanId)));
    }

    [Fact]
    public async Task Call_ThatFails_SaysSoOnItsSpan()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Sqlite);
        await using var host = await TestHost.StartAsync(database.Setting);
        var tenant = await TestTenant.CreateAsync(host.Client);
        var trace = ActivityTraceId.CreateRandom();

        await Should.ThrowAsync<RpcException>(async () => await host.Client.Customers.GetCustomerAsync(new GetCustomerRequest { Name = tenant.Customer("nobody") }, Traceparent(trace)));

        var call = await FindAsync(span => span.TraceId == trace && span.Source.Name == "Microsoft.AspNetCore");
        call.GetTagItem("rpc.grpc.status_code").ShouldBe((int)StatusCode.NotFound);
        call.Status.ShouldBe(ActivityStatusCode.Error);
        call.StatusDescription.ShouldBe("CUSTOMER_NOT_FOUND");
    }

    private static Metadata Traceparent(ActivityTraceId trace) => new() { { "traceparent", $"00-{trace}-{ActivitySpanId.CreateRandom()}-01" } };

    // The span of a request ends a little after the caller has its answer.
    private async Task<Activity> FindAsync(Func<Activity, bool> isIt)
    {
        Activity? found = null;
        await WaitAsync(() => (found = _ended.FirstOrDefault(isIt)) is not null);
        return found!;
    }

    private static async Task WaitAsync(Func<bool> isThere)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!isThere())
            await Task.Delay(10, patience.Token);
    }
}
