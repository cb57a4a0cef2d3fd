using System.Net;
using KpiPlatform.Persistence;
using KpiPlatform.Persistence.Writing;
using KpiPlatform.Testing.Databases;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Configuration;

namespace KpiPlatform.Host.Tests.Cluster;

/// <summary>The SQL that was written for the runtime's providers: reminders and records, through the providers themselves.</summary>
public sealed class ProviderSqlTests : IAsyncLifetime
{
    private PostgresDatabase? _database;
    private IHost? _silo;

    public async Task InitializeAsync()
    {
        try
        {
            _database = await PostgresDatabase.CreateAsync();
        }
        catch (SkipException)
        {
            // Told by the tests.
            return;
        }

        await using (var persistence = PersistenceModule.Create(
            new PersistenceOptions
            {
                Provider = StorageProvider.PostgreSql,
                ConnectionString = _database.ConnectionString,
                AllowUnsafeDurability = true,
                Clustered = true,
                Writer = new JournalWriterOptions { Host = "schema-1" },
            },
            [],
            TimeProvider.System,
            NullLoggerFactory.Instance))
        {
            await persistence.StartAsync(default);
            await persistence.StopAsync(default);
        }

        _silo = new HostBuilder()
            .UseOrleans(silo =>
            {
                silo.Configure<ClusterOptions>(cluster => cluster.ClusterId = cluster.ServiceId = new string('k', 100));
                silo.UseAdoNetClustering(clustering => (clustering.Invariant, clustering.ConnectionString) = ("Npgsql", _database.ConnectionString));
                silo.UseAdoNetReminderService(reminders => (reminders.Invariant, reminders.ConnectionString) = ("Npgsql", _database.ConnectionString));
                silo.AddAdoNetGrainStorage("cluster", storage => (storage.Invariant, storage.ConnectionString) = ("Npgsql", _database.ConnectionString));
                silo.ConfigureEndpoints(IPAddress.Loopback, FreePort(), FreePort());
            })
            .Build();
        await _silo.StartAsync();
    }

    public async Task DisposeAsync()
    {
        if (_silo is not null)
        {
            await _silo.StopAsync();
            _silo.Dispose();
        }

        if (_database is not null)
            await _database.DisposeAsync();
    }

    [SkippableFact]
    public async Task Reminders_WrittenReadByKeyAndRangeRemoved_AreWhatWasWritten()
    {
        Skip.If(_silo is null);
        var table = _silo!.Services.GetRequiredService<IReminderTable>();
        var grains = Enumerable.Range(0, 20).Select(number => GrainId.Create("thing", $"{new string('x', 300)}{number}")).ToList();
        var startAt = new DateTime(2026, 1, 15, 12, 0, 0, DateTimeKind.Utc);
        foreach (var grain in grains)
            (await table.UpsertRow(new ReminderEntry { GrainId = grain, ReminderName = "daily", StartAt = startAt, Period = TimeSpan.FromDays(60) })).ShouldNotBeNullOrEmpty();

        var one = await table.ReadRow(grains[3], "daily");
        one.ShouldNotBeNull();
        (one.GrainId, one.ReminderName, one.StartAt.ToUniversalTime(), one.Period).ShouldBe((grains[3], "daily", startAt, TimeSpan.FromDays(60)));
        (await table.ReadRows(grains[3])).Reminders.ShouldHaveSingleItem();

        // Any point cuts the circle of hashes in two ranges that share nothing and miss nothing.
        var hash = grains[7].GetUniformHashCode();
        var (inner, outer) = (await table.ReadRows(0, hash), await table.ReadRows(hash, 0));
        inner.Reminders.Concat(outer.Reminders).Select(row => row.GrainId).ShouldBe(grains, ignoreOrder: true);
        (await table.ReadRows(hash, hash)).Reminders.Count.ShouldBe(grains.Count);

        // Written again it is another version, and only that one is removed.
        var etag = await table.UpsertRow(new ReminderEntry { GrainId = grains[3], ReminderName = "daily", StartAt = startAt, Period = TimeSpan.FromHours(1) });
        (await table.RemoveRow(grains[3], "daily", one.ETag!)).ShouldBeFalse();
        (await table.RemoveRow(grains[3], "daily", etag!)).ShouldBeTrue();
        (await table.ReadRows(grains[3])).Reminders.ShouldBeEmpty();
    }

    [SkippableFact]
    public async Task Records_FirstWrittenByTwoAtOnce_AreOnesAlone()
    {
        Skip.If(_silo is null);
        var storage = _silo!.Services.GetRequiredKeyedService<IGrainStorage>("cluster");
        var grain = GrainId.Create("thing", new string('y', 400));
        var attempts = await Task.WhenAll(Enumerable.Range(0, 8).Select(async number =>
        {
            try
            {
                await storage.WriteStateAsync("note", grain, new GrainState<List<string>>([$"text {number}"]));
                return number;
            }
            catch (InconsistentStateException)
            {
                return -1;
            }
        }));

        var winner = attempts.Where(number => number >= 0).ShouldHaveSingleItem();
        var state = new GrainState<List<string>>();
        await storage.ReadStateAsync("note", grain, state);
        state.State.ShouldBe([$"text {winner}"]);
        state.State = ["another"];
        await storage.WriteStateAsync("note", grain, state);
        await storage.ClearStateAsync("note", grain, state);
        var cleared = new GrainState<List<string>>();
        await storage.ReadStateAsync("note", grain, cleared);
        cleared.RecordExists.ShouldBeFalse();
    }

    private static int FreePort()
    {
        using var listener = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
