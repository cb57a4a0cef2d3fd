using KpiPlatform.EndToEnd.Tests.Samples;
using KpiPlatform.EndToEnd.Tests.Support;
using KpiPlatform.Protocol.Health;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.EndToEnd.Tests.Lifecycle;

/// <summary>What is acknowledged survives: a stop, a stop under load.</summary>
public class RestartTests
{
    [SkippableTheory]
    [MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Restart_InTheMiddle_ChangesNoNumber(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        var interactions = Sample.Interactions();
        var half = interactions.Count / 2;
        string name;
        await using (var host = await TestHost.StartAsync(database.Setting))
        {
            var tenant = await TestTenant.CreateAsync(host.Client);
            name = tenant.Name;
            await tenant.RecordAllAsync([.. interactions.Take(half)]);
            await tenant.Client.Scorecards.UpdateScorecardAsync(
                new UpdateScorecardRequest { AllowMissing = true, Scorecard = Scorecards.Of($"{name}/scorecards/sales", "orders") });
        }

        await using var again = await TestHost.StartAsync(database.Setting);
        var restarted = new TestTenant(again.Client, name);
        await restarted.RecordAllAsync([.. interactions.Skip(half)]);
        (await restarted.StreamAsync(interactions)).ShouldBe((0, interactions.Count));

        // As in IndicatorTests.
        (await restarted.SeriesAsync("orders", Granularity.Quarter, "2025-01-01", "2025-07-01")).Select(value => value.Value).ShouldBe([4, 5]);
        (await restarted.SeriesAsync("revenue", Granularity.Quarter, "2025-01-01", "2025-07-01")).Select(value => value.Value).ShouldBe([320, 255]);
        (await restarted.SeriesAsync("customer_retention_rate", Granularity.Quarter, "2025-04-01", "2025-07-01"))[0].Value.ShouldBe(50);
        (await restarted.SeriesAsync("nps", Granularity.Quarter, "2025-01-01", "2025-04-01"))[0].Value.ShouldBe(25);
        var scorecard = await again.Client.Scorecards.GetScorecardAsync(new GetScorecardRequest { Name = $"{name}/scorecards/sales", Period = "2025-Q2" });
        scorecard.Perspectives[0].Objectives[0].Indicators[0].Value.Value.ShouldBe(5);
        var customers = await again.Client.Customers.ListCustomersAsync(new ListCustomersRequest { Parent = name, OrderBy = "revenue desc", PageSize = 2, Token = restarted.Token });
        customers.Customers.Select(customer => customer.CustomerId).ShouldBe(["B", "A"]);
    }

    [SkippableTheory]
    [MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Reads_WithTheTokenOfAScorecardAfterManyStarts_SeeItAtOnce(DatabaseKind kind)
    {
        const int Starts = 4;
        await using var database = await TestDatabase.CreateAsync(kind);
        string? name = null;
        for (var start = 1; start <= Starts; start++)
        {
            await using var host = await TestHost.StartAsync(database.Setting);
            var tenant = name is null ? await TestTenant.CreateAsync(host.Client) : new TestTenant(host.Client, name);
            name = tenant.Name;
            var scorecard = $"{name}/scorecards/sales";
            await host.Client.Scorecards.UpdateScorecardAsync(new UpdateScorecardRequest { AllowMissing = true, Scorecard = Scorecards.Of(scorecard, "orders") });
            await tenant.RecordAsync(Make.Purchase($"c-{start}", "2025-03-01", 1));

            // It rests on all that measures have seen, writers of earlier starts as one.
            var evaluated = await host.Client.Scorecards.GetScorecardAsync(new GetScorecardRequest { Name = scorecard, Period = "2025-03", Token = tenant.Token });
            var customers = await host.Client.Customers.ListCustomersAsync(
                new ListCustomersRequest { Parent = name, Token = evaluated.Token }, deadline: TimeProvider.System.GetUtcNow().UtcDateTime.AddSeconds(8));

            customers.Customers.Count.ShouldBe(start);
            evaluated.Perspectives[0].Objectives[0].Indicators[0].Value.Value.ShouldBe(start);
        }
    }

    [SkippableTheory]
    [MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Stop_UnderLoad_LosesNothingThatWasAcknowledged(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        const int Senders = 4;
        const int Batch = 50;
        const int EnoughBatches = 5;
        string name;
        var acknowledged = new int[Senders];
        await using (var host = await TestHost.StartAsync(database.Setting))
        {
            var tenant = await TestTenant.CreateAsync(host.Client);
            name = tenant.Name;
            var enough = Enumerable.Range(0, Senders).Select(_ => new TaskCompletionSource()).ToList();
            var sending = Enumerable.Range(0, Senders).Select(sender => Task.Run(() => SendAsync(tenant, sender, enough[sender]))).ToList();
            await Task.WhenAll(enough.Select(source => source.Task)).WaitAsync(TimeSpan.FromSeconds(60));
            await host.StopAsync();
            await Task.WhenAll(sending);
        }

        await using var again = await TestHost.StartAsync(database.Setting);
        var restarted = new TestTenant(again.Client, name);
        for (var sender = 0; sender < Senders; sender++)
        {
            var (accepted, duplicates) = await restarted.StreamAsync(Enumerable.Range(0, acknowledged[sender]).Select(number => Interaction(sender, number)));
            accepted.ShouldBe(0, "an acknowledged interaction was lost");
            duplicates.ShouldBe(acknowledged[sender]);
        }

        async Task SendAsync(TestTenant tenant, int sender, TaskCompletionSource enough)
        {
            try
            {
                using var call = tenant.Client.Interactions.RecordInteractions();
                for (var batch = 0; ; batch++)
                {
                    var request = new RecordInteractionsRequest { Parent = tenant.Name, Sequence = batch + 1 };
                    request.Interactions.AddRange(Enumerable.Range(batch * Batch, Batch).Select(number => Interaction(sender, number)));
                    await call.RequestStream.WriteAsync(request);
                    if (!await call.ResponseStream.MoveNext(CancellationToken.None) || call.ResponseStream.Current.Error is not null)
                        return;
                    call.ResponseStream.Current.AcceptedCount.ShouldBe(Batch);
                    acknowledged[sender] += Batch;
                    if (acknowledged[sender] == EnoughBatches * Batch)
                        enough.SetResult();
                }
            }
            catch (Exception exception) when (enough.Task.IsCompleted && exception is (Grpc.Core.RpcException or InvalidOperationException))
            {
                // The server went away in the middle, as it was told to.
            }
        }

        static Interaction Interaction(int sender, int number) => Make.Purchase($"c-{sender}-{number % 7}", "2025-03-01", 1, id: $"{sender}-{number}");
    }

    [Fact]
    public async Task Stop_WithOpenWatchers_EndsThemAndReportsNotServing()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Sqlite);
        await using var host = await TestHost.StartAsync(database.Setting);
        var tenant = await TestTenant.CreateAsync(host.Client);
        await tenant.RecordAsync(Make.Purchase("ann", "2025-03-01", 1));
        using var watch = host.Client.Customers.WatchCustomer(new WatchCustomerRequest { Name = tenant.Customer("ann") });
        (await watch.ResponseStream.MoveNext(CancellationToken.None)).ShouldBeTrue();
        using var health = host.Client.Health.Watch(new HealthCheckRequest());
        (await health.ResponseStream.MoveNext(CancellationToken.None)).ShouldBeTrue();
        health.ResponseStream.Current.Status.ShouldBe(HealthCheckResponse.Types.ServingStatus.Serving);

        var started = TimeProvider.System.GetTimestamp();
        var stopping = host.StopAsync();
        var ended = Should.ThrowAsync<Grpc.Core.RpcException>(() => watch.ResponseStream.MoveNext(CancellationToken.None));

        await stopping;
        (await ended).StatusCode.ShouldBe(Grpc.Core.StatusCode.Unavailable);
        TimeProvider.System.GetElapsedTime(started).ShouldBeLessThan(TimeSpan.FromSeconds(15));
    }

    [Fact]
    public async Task Stop_WithACallThatNeverEnds_TakesTheShutdownTimeAndLosesNothing()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Sqlite);
        var options = TestHost.Options(database.Setting);
        options.ShutdownTimeout = TimeSpan.FromSeconds(2);
        string name;
        await using (var host = await TestHost.StartAsync(options))
        {
            var tenant = await TestTenant.CreateAsync(host.Client);
            name = tenant.Name;
            using var call = await HalfOpenCall.StartAsync(host.Address);
            await tenant.RecordAsync(Make.Purchase("ann", "2025-03-01", 40));

            var started = TimeProvider.System.GetTimestamp();
            await host.StopAsync();

            TimeProvider.System.GetElapsedTime(started).ShouldBeInRange(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(20));
        }

        await using var again = await TestHost.StartAsync(database.Setting);
        var restarted = new TestTenant(again.Client, name);
        (await restarted.TotalsAsync()).ShouldBe((1, 40));
        (await restarted.GetCustomerAsync("ann")).Version.ShouldBe(1);
    }
}
