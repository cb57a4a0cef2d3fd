using Google.Protobuf;
using Grpc.Net.Client;
using KpiPlatform.Benchmarks.Peer;
using KpiPlatform.Benchmarks.Suite.Measuring;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Benchmarks.Suite.Points;

/// <summary>How fast scorecards and customers are read while they change.</summary>
internal sealed class ReadPoint : ISuitePoint
{
    private const int Callers = 16;
    private const int ChangesPerSecond = 200;
    private const string Tenant = "measured";
    private const string Scorecard = "all";
    private const string Period = "2025";

    public int Number => 4;

    public string Title => "Reads while values change";

    public string Method =>
        $"{Callers} callers, each waiting for its answer, read one scorecard (the template with the most indicators, of a year in which {ChangesPerSecond} single interactions a second are recorded all the while), "
        + "or customers at random of those that change. Beside it, while the same is recorded: a bare gRPC server process under the same runtime settings that answers with as many static bytes. "
        + "Both through the same client, which takes the answer as bytes.";

    public async Task RunAsync(SuiteContext context, CancellationToken cancellationToken)
    {
        var options = context.Options;
        await using var host = await MeasuredHost.StartAsync(context, cancellationToken);
        await using var peer = await PeerProcess.StartAsync(cancellationToken);
        await host.Sender.CreateTenantAsync(Tenant, cancellationToken);
        var purchases = new Purchases(options.Customers);
        var expected = options.Count * 2;
        var batches = purchases.Batches(options.Count, MeasuredHost.BatchSize, expected);
        await host.RateAsync(Tenant, purchases, batches, MeasuredHost.Streams, cancellationToken);
        using var channel = GrpcChannel.ForAddress(host.Host.Address);
        var indicators = await CreateScorecardAsync(channel, cancellationToken);
        var getScorecard = new RawCall(channel, "kpi.v1.ScorecardService", "GetScorecard");
        var getCustomer = new RawCall(channel, "kpi.v1.CustomerService", "GetCustomer");
        var scorecard = new GetScorecardRequest { Name = $"tenants/{Tenant}/scorecards/{Scorecard}", Period = Period }.ToByteArray();

        // Chance may have left a customer without a purchase, and so unknown.
        var customers = batches.SelectMany(batch => batch).Select(purchase => purchase.Customer).Distinct(StringComparer.Ordinal)
            .Select(id => new GetCustomerRequest { Name = $"tenants/{Tenant}/customers/{id}" }.ToByteArray()).ToArray();
        var scorecardBytes = PeerService.Request((await getScorecard.SendAsync(scorecard, cancellationToken)).Length);
        var customerBytes = PeerService.Request((await getCustomer.SendAsync(customers[0], cancellationToken)).Length);

        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var changing = ChangeAsync(host.Sender, purchases, expected, enough.Token);
        List<double> scorecards = [], scorecardPeers = [], customerReads = [], customerPeers = [];
        for (var round = 0; round <= options.Rounds; round++)
        {
            var rates = new List<double>();
            foreach (var read in new Func<int, Task>[]
            {
                _ => getScorecard.SendAsync(scorecard, cancellationToken),
                _ => peer.Call.SendAsync(scorecardBytes, cancellationToken),
                i => getCustomer.SendAsync(customers[(int)((uint)i * 0x9E3779B1 % (uint)customers.Length)], cancellationToken),
                _ => peer.Call.SendAsync(customerBytes, cancellationToken),
            })
            {
                rates.Add(await Pacing.RateAsync(Callers, options.Phase, read, cancellationToken));
            }

            // The first round warms up.
            if (round == 0)
                continue;
            scorecards.Add(rates[0]);
            scorecardPeers.Add(rates[1]);
            customerReads.Add(rates[2]);
            customerPeers.Add(rates[3]);
        }

        await enough.CancelAsync();
        await changing;
        context.AddRatio(
            $"GetScorecard, {indicators} indicators ÷ static bytes", SuiteAim.AtLeast(0.8), new("reads", "/s", scorecards), new SuiteSide($"{Length(scorecardBytes):N0} static bytes", "/s", scorecardPeers));
        context.AddRatio(
            "GetCustomer ÷ static bytes", SuiteAim.AtLeast(0.8), new("reads", "/s", customerReads), new SuiteSide($"{Length(customerBytes):N0} static bytes", "/s", customerPeers));
    }

    private static int Length(byte[] request) => BitConverter.ToInt32(request);

    private static async Task<int> CreateScorecardAsync(GrpcChannel channel, CancellationToken cancellationToken)
    {
        var client = new ScorecardService.ScorecardServiceClient(channel);
        var templates = (await client.ListTemplatesAsync(new() { Parent = $"tenants/{Tenant}" }, cancellationToken: cancellationToken)).Templates;
        var largest = templates.Where(template => template.MissingIndicators.Count == 0).MaxBy(template => Indicators(template.Definition))!;
        await client.CreateScorecardAsync(
            new() { Parent = $"tenants/{Tenant}", ScorecardId = Scorecard, Template = largest.Id }, cancellationToken: cancellationToken);
        return Indicators(largest.Definition);
    }

    private static int Indicators(ScorecardDefinition definition) =>
        definition.Perspectives.SelectMany(perspective => perspective.Objectives).Sum(objective => objective.Indicators.Count);

    private static async Task ChangeAsync(BatchSender sender, Purchases purchases, int expected, CancellationToken cancellationToken)
    {
        try
        {
            await Pacing.RunAsync(
                ChangesPerSecond,
                TimeSpan.FromHours(1),
                async _ => await sender.Client.RecordInteractionAsync(new() { Parent = $"tenants/{Tenant}", Interaction = purchases.Next(expected) }, cancellationToken: CancellationToken.None),
                cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Enough.
        }
    }
}
