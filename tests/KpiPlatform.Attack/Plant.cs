using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Grpc.Net.Client;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Attack;

/// <summary>Data of the attacker's own tenant.</summary>
internal static class Plant
{
    private const int Batches = 10;
    private const int BatchSize = 500;

    /// <summary>5,000 interactions of 500 customers, some megabytes to ask for, and a scorecard.</summary>
    public static async Task FillAsync(CallInvoker invoker, string tenant, CancellationToken cancellationToken)
    {
        using var call = new InteractionService.InteractionServiceClient(invoker).RecordInteractions(cancellationToken: cancellationToken);
        for (var batch = 0; batch < Batches; batch++)
        {
            var request = new RecordInteractionsRequest { Parent = tenant, Sequence = batch + 1 };
            for (var i = 0; i < BatchSize; i++)
                request.Interactions.Add(Purchase($"c{i}", $"b{batch}-{i}"));
            await call.RequestStream.WriteAsync(request, cancellationToken);
            if (!await call.ResponseStream.MoveNext(cancellationToken) || call.ResponseStream.Current.AcceptedCount != BatchSize)
                throw new InvalidOperationException("The attacker's own data was not taken.");
        }

        await call.RequestStream.CompleteAsync();
        var indicators = new Objective { Id = "o" };
        foreach (var indicator in new[] { "orders", "revenue" })
            indicators.Indicators.Add(new ScorecardIndicator { Indicator = indicator, Direction = Direction.Increase, Baseline = 0, Target = 100, BaselineDate = "2024-01-01", Deadline = "2030-12-31" });
        await new ScorecardService.ScorecardServiceClient(invoker).UpdateScorecardAsync(
            new() { AllowMissing = true, Scorecard = new() { Name = $"{tenant}/scorecards/main", Perspectives = { new Perspective { Id = "p", Objectives = { indicators } } } } },
            cancellationToken: cancellationToken);
    }

    /// <summary>Records now and then, so that what is watched changes.</summary>
    public static async Task StirAsync(Uri address, string key, string tenant, CancellationToken cancellationToken)
    {
        using var channel = GrpcChannel.ForAddress(address);
        var interactions = new InteractionService.InteractionServiceClient(Keyed.Invoker(channel, key));
        try
        {
            while (true)
            {
                await interactions.RecordInteractionAsync(new() { Parent = tenant, Interaction = Purchase("stirred", Guid.NewGuid().ToString("N")) }, cancellationToken: cancellationToken);
                await Task.Delay(TimeSpan.FromMilliseconds(50), cancellationToken);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or RpcException)
        {
            // The end, or the server takes no more of the attacker, which is well.
        }
    }

    private static Interaction Purchase(string customer, string id) => new()
    {
        Customer = customer,
        Source = "attacker",
        Id = id,
        OccurTime = Timestamp.FromDateTimeOffset(TimeProvider.System.GetUtcNow() - TimeSpan.FromMinutes(10)),
        Purchase = new() { Amount = new() { CurrencyCode = "EUR", Units = 1 } },
    };
}
