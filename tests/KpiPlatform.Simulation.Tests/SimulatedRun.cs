using System.Security.Cryptography;
using System.Text;
using KpiPlatform.Domain;
using KpiPlatform.Domain.Customers;
using KpiPlatform.Domain.Interactions;
using KpiPlatform.Domain.Measures;
using KpiPlatform.Domain.Tenants;
using KpiPlatform.Grains.Abstractions;
using KpiPlatform.Grains.Abstractions.Customers;
using KpiPlatform.Grains.Abstractions.Measures;
using KpiPlatform.Grains.Abstractions.Scorecards;
using KpiPlatform.Testing.Interactions;
using KpiPlatform.Testing.Journal;
using NodaTime;

namespace KpiPlatform.Simulation.Tests;

/// <summary>
/// A run: senders that send until they are told what became of everything, a reader that keeps what it was shown, and somebody who kills servers,
/// stops them, leaves dead ones running and takes the database away. Then all is compared.
/// </summary>
internal sealed class SimulatedRun
{
    private const int Senders = 3;
    private const int BatchesPerSender = 7;
    private const int Disasters = 5;
    private static readonly string[] Customers = ["ann", "bob", "cleo", "dan", "eve"];
    private static readonly TenantSettings Settings = TenantSettingsValidator.Complete(InteractionGenerator.Settings);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(45);
    private readonly SimulatedWorld _world;
    private readonly SimulatedStorage _storage;
    private readonly bool _hasLinks;
    private readonly TenantSettings _settings;
    private readonly List<(string Customer, EncodedInteraction Interaction)> _acknowledged = [];
    private readonly HashSet<(string Customer, ulong Identity, int Revision, ulong Content)> _accepted = [];
    private readonly HashSet<(string Customer, ulong Identity, int Revision, ulong Content)> _sent = [];
    private readonly Dictionary<string, long> _shown = [];
    private readonly InteractionGenerator[] _generators;
    private SimulatedProcess _client = null!;
    private SimulatedServer? _server;
    private bool _isOver;
    private int _servers;

    private SimulatedRun(int seed)
    {
        _world = new SimulatedWorld(seed);
        _storage = new SimulatedStorage(_world);
        _hasLinks = seed % 3 == 0;

        // Half of those have links.
        _settings = seed % 6 is 1 or 3 ? Settings with { MeasuresShards = 4 } : Settings;
        _generators = [.. Customers.Select((_, i) => new InteractionGenerator((seed * Customers.Length) + i, days: 300))];
    }

    /// <summary>Runs a seed; what it came to, the same for the same seed.</summary>
    public static SimulationResult Run(int seed)
    {
        var run = new SimulatedRun(seed);
        try
        {
            run._world.Run(run.PlayAsync);
        }
        catch (Exception exception)
        {
            throw new InvalidOperationException($"Seed {seed}: {exception.Message}", exception);
        }

        return new(run.Digest(), run._acknowledged.Count, run._servers, run._storage.Database.InDoubt, run._storage.Database.Fenced, run._world.Steps);
    }

    private async Task PlayAsync(SimulatedProcess client)
    {
        _client = client;
        await StartServerAsync();
        await UntilAnsweredAsync(server => server.TenantGrain.Write(new(GrainJson.Write(_settings), WriteMode.Create, null, "test"), default), reply => reply.Error is null or { Kind: ErrorKind.AlreadyExists });
        _storage.Database.HasFaults = true;
        var sending = Enumerable.Range(0, Senders).Select(_ => SendAsync()).ToList();
        var reading = ReadAsync();
        var ruining = RuinAsync();
        await Task.WhenAll(sending);
        _isOver = true;
        await ruining;
        await reading;
        _storage.Database.HasFaults = false;
        if (_server is null)
            await StartServerAsync();
        await CompareAsync();

        // And once more from nothing but what is stored.
        _server!.Process.Kill();
        await StartServerAsync();
        await CompareAsync();
        await OnServer(server => server.StopAsync());
        _server.Process.Kill();
    }

    private async Task SendAsync()
    {
        for (var i = 0; i < BatchesPerSender; i++)
        {
            if (_world.OneIn(3))
                await PauseAsync(TimeSpan.FromMilliseconds(400));
            await SendAsync(Batch(out var customer), customer);
        }
    }

    /// <summary>Sends until everything is answered for good.</summary>
    private async Task SendAsync(List<EncodedInteraction> batch, string customer)
    {
        foreach (var interaction in batch)
            _sent.Add(KeyOf(customer, interaction));
        while (batch.Count > 0)
        {
            var reply = await UntilAnsweredAsync(
                server => server.Customer(customer).Record(new([.. batch.Select(InteractionMessage.Of)], ReturnCustomer: true, ValidateOnly: false), default), _ => true);
            var again = new List<EncodedInteraction>();
            for (var i = 0; i < batch.Count; i++)
            {
                switch (reply.Results[i].Status)
                {
                    case RecordStatus.Accepted:
                        _accepted.Add(KeyOf(customer, batch[i])).ShouldBeTrue("it was accepted twice");
                        _acknowledged.Add((customer, batch[i]));
                        break;
                    case RecordStatus.Duplicate:
                        _acknowledged.Add((customer, batch[i]));
                        break;
                    case RecordStatus.Rejected:
                        reply.Results[i].Reason.ShouldBeOneOf("CONTENT_DIFFERS", "LINK_CYCLE", "SAME_CUSTOMER");
                        break;
                    default:
                        again.Add(batch[i]);
                        break;
                }
            }

            if (reply.Customer is { } view && again.Count < batch.Count && !_hasLinks)
                _shown[customer] = Math.Max(_shown.GetValueOrDefault(customer), view.Version);
            batch = again;
            if (batch.Count > 0)
                await PauseAsync(TimeSpan.FromSeconds(1));
        }
    }

    private List<EncodedInteraction> Batch(out string customer)
    {
        var random = _world.Random;
        var who = random.Next(Customers.Length);
        if (_acknowledged.Count > 0 && _world.OneIn(4))
        {
            (customer, var known) = _acknowledged[random.Next(_acknowledged.Count)];
            return [known];
        }

        customer = Customers[who];
        var batch = _generators[who].History(random.Next(1, 5)).Where(interaction => interaction.Facts is not (IdentityLinked or IdentityUnlinked)).Select(Encode).DistinctBy(interaction => (interaction.IdentityHash, interaction.Revision)).ToList();
        if (_hasLinks && _world.OneIn(3))
            batch.Add(Encode(LinkOrUnlink(random)));
        return batch;
    }

    private static Interaction LinkOrUnlink(Random random)
    {
        var other = Customers[random.Next(Customers.Length)];
        return new Interaction
        {
            Source = "crm",
            Id = $"link-{random.Next(6)}",
            Revision = random.Next(3),
            OccurredAt = Instant.FromUtc(2026, 1 + random.Next(6), 1, 12, 0),
            Facts = random.Next(3) < 2 ? new IdentityLinked { Survivor = other } : new IdentityUnlinked { Survivor = other },
        };
    }

    /// <summary>What was shown once is never taken back, and a read with a token sees what the token stands for.</summary>
    private async Task ReadAsync()
    {
        while (!_isOver)
        {
            await PauseAsync(TimeSpan.FromSeconds(1));
            var customer = Customers[_world.Random.Next(Customers.Length)];
            if (!_shown.TryGetValue(customer, out var before))
                continue;
            var reply = await UntilAnsweredAsync(server => server.Customer(customer).Get(default), reply => reply.Error is null);
            reply.Value!.Version.ShouldBeGreaterThanOrEqualTo(before);
            _shown[customer] = Math.Max(_shown[customer], reply.Value.Version);
        }
    }

    private async Task RuinAsync()
    {
        for (var i = 0; i < Disasters && !_isOver; i++)
        {
            await PauseAsync(TimeSpan.FromSeconds(2));
            var server = _server;
            switch (_world.Random.Next(4))
            {
                case 0:
                    server?.Process.Kill();
                    await StartServerAsync();
                    break;
                case 1:
                    // Taken for dead, and still running when its successor begins.
                    await StartServerAsync();
                    await PauseAsync(TimeSpan.FromSeconds(3));
                    server?.Process.Kill();
                    break;
                case 2:
                    if (server is not null)
                        await Task.WhenAny(server.Process.Run(server.StopAsync), Task.Delay(TimeSpan.FromMinutes(1), _client.Time));
                    server?.Process.Kill();
                    await StartServerAsync();
                    break;
                default:
                    _storage.Database.IsAway = true;
                    await PauseAsync(TimeSpan.FromSeconds(20));
                    _storage.Database.IsAway = false;
                    break;
            }
        }
    }

    private async Task StartServerAsync()
    {
        while (true)
        {
            var process = new SimulatedProcess(_world, TimeSpan.FromSeconds(_world.Random.Next(-5, 6)));
            var started = new TaskCompletionSource<SimulatedServer>(TaskCreationOptions.RunContinuationsAsynchronously);
            var starting = process.Run(async () => started.SetResult(await SimulatedServer.StartAsync(process, _storage)));
            if (await Task.WhenAny(starting, Task.Delay(Patience, _client.Time)) == starting && starting.IsCompletedSuccessfully)
            {
                _servers++;
                _server = await started.Task;
                return;
            }

            process.Kill();
            await PauseAsync(TimeSpan.FromSeconds(1));
        }
    }

    /// <summary>Asks the server of the moment until one answers, as a client does that wants an answer.</summary>
    private async Task<T> UntilAnsweredAsync<T>(Func<SimulatedServer, Task<T>> ask, Func<T, bool> isAnswer)
    {
        while (true)
        {
            if (_server is { } server)
            {
                var asked = ask(server);
                try
                {
                    var reply = await asked.WaitAsync(Patience, _client.Time);
                    if (isAnswer(reply))
                        return reply;
                }
                catch (Exception exception) when (exception is TimeoutException or OrleansException or DomainException or ObjectDisposedException)
                {
                    // Gone, or its database is: whoever comes next is asked.
                }
            }

            await PauseAsync(TimeSpan.FromMilliseconds(500));
        }
    }

    /// <summary>Ledger = journal = customers = measures, and every sum of commit deltas.</summary>
    private async Task CompareAsync()
    {
        var journal = _storage.Database.Journal;
        var rows = journal.RowsById();
        var stored = rows.SelectMany(entry => entry.Value.Select(row => KeyOf(entry.Key, row))).ToList();
        stored.Distinct().Count().ShouldBe(stored.Count, "an interaction stands in the journal twice");
        var known = stored.ToHashSet();
        _acknowledged.Where(sent => !known.Contains(KeyOf(sent.Customer, sent.Interaction))).ShouldBeEmpty("an acknowledged interaction was lost");
        stored.Where(row => !_sent.Contains(row)).ShouldBeEmpty("the journal has what nobody sent");

        var definition = new TenantDefinition(new(1), 1, _settings);
        var expected = new CellDelta();
        foreach (var together in LinkedHistories.Union(rows).Values)
            new CustomerState(new FoldContext(definition)).Add(together, expected);
        var held = new CellDelta();
        foreach (var delta in journal.Deltas)
            held.Add(delta.Delta);
        held.SameAs(expected).ShouldBeTrue("commit deltas do not add up to the fold of the journal");

        var survivors = LinkedHistories.Survivors(rows);
        var union = LinkedHistories.Union(rows);
        foreach (var id in Customers.Where(id => rows.TryGetValue(id, out var own) && own.Count > 0))
        {
            var view = (await UntilAnsweredAsync(server => server.Customer(id).Get(default), reply => reply.Error is null)).Value!;
            var fold = CustomerState.Replay(union[survivors[id]], new FoldContext(definition)).Fold;
            (view.CustomerId, view.Orders, view.RevenueMinor, view.Complaints, view.LastInteractionAtTicks).ShouldBe(
                (survivors[id], fold.Orders.Count, fold.Orders.RevenueMinor, fold.Complaints, fold.Activity.LastInteractionAt?.ToUnixTimeTicks()), id);
        }

        await UntilAnsweredAsync(async server => { await Measures(server).CatchUpAsync(default); return true; }, done => done);
        var keys = expected.Changes.Where(cell => cell.Value != 0).Select(cell => cell.Key).ToList();
        var query = new MeasuresQuery([.. keys.Select(key => new SumRequest(key.Series.Packed, key.Day, key.Day + 1))], default, null, null, null);
        var sums = (await UntilAnsweredAsync(server => Measures(server).ReadAsync(query, default), _ => true)).Sums;
        keys.Zip(sums).Where(cell => cell.Second != expected[cell.First]).ShouldBeEmpty("measures are not the fold of the journal");
        var cells = await UntilAnsweredAsync(server => Measures(server).CountLargestAsync(default), _ => true);
        (definition.Settings.MeasuresShards == 1 ? cells == keys.Count : cells > 0).ShouldBeTrue($"{cells} cells are held, and {keys.Count} are not 0");

        MeasuresReader Measures(SimulatedServer server) => new(SimulatedServer.Tenant, definition, server.MeasuresOf);
    }

    private Task OnServer(Func<SimulatedServer, Task> work) => _server!.Process.Run(() => work(_server));

    private Task PauseAsync(TimeSpan longest) => Task.Delay(TimeSpan.FromTicks(_world.Random.NextInt64(1, longest.Ticks)), _client.Time);

    private static (string Customer, ulong Identity, int Revision, ulong Content) KeyOf(string customer, EncodedInteraction interaction) =>
        (customer, interaction.IdentityHash, interaction.Revision, interaction.ContentHash);

    private static EncodedInteraction Encode(Interaction interaction) => InteractionCodec.Encode(interaction, new TenantDefinition(new(1), 1, Settings).FactAttributes);

    /// <summary>All that was committed, in its order and with its times.</summary>
    private string Digest()
    {
        var text = new StringBuilder();
        foreach (var row in _storage.Database.Journal.AllRows)
            text.Append(row.Position).Append('|').Append(row.Customer.Value).Append('|').Append(row.Version).Append('|').Append(row.RecordedAt).Append('|').Append(row.Interaction.IdentityHash).Append('|').Append(row.Interaction.ContentHash).AppendLine();
        text.Append(_world.Steps);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }
}
