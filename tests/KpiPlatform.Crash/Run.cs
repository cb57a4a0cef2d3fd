using Grpc.Net.Client;

namespace KpiPlatform.Crash;

/// <summary>One database through any number of servers' lives: traffic, senders, readers, and the ledger that all is held against.</summary>
internal sealed class Run
{
    private const int SenderCount = 3;
    private const int OpenMax = 1_000;
    private static readonly TimeSpan ProgressPatience = TimeSpan.FromSeconds(30);
    private readonly Traffic _traffic;
    private readonly Sender[] _senders;
    private readonly TokenReader[] _readers;
    private readonly Random _random;
    private bool _databaseWentBack;

    /// <summary>Starts the ledger of a fresh database.</summary>
    /// <param name="database">As on the server's command line.</param>
    /// <param name="seed">Decides everything that is not decided by timing.</param>
    /// <param name="duplicateShare">Share of what is sent that was answered before, 0 to 0.5.</param>
    public Run(string database, int seed, double duplicateShare)
    {
        Database = database;
        _traffic = new Traffic(seed);
        _random = new Random(seed);
        _senders = [.. Enumerable.Range(0, SenderCount).Select(i => new Sender(seed + i, duplicateShare))];
        _readers = [.. _senders.Select(sender => new TokenReader(sender))];
    }

    /// <summary>As on the command line of the servers that it starts.</summary>
    public string Database { get; set; }

    /// <summary>How many servers, one after the other, an audit asks: whether what one holds in memory is right, and whether what the next reads is.</summary>
    public int Lives { get; set; } = 2;

    /// <summary>Reads with tokens that were held against the ledger.</summary>
    public long Reads => _readers.Sum(reader => reader.Reads);

    private long Answers => _senders.Sum(sender => sender.Answers);

    /// <summary>Interactions in the ledger.</summary>
    public int Made => _traffic.Made.Count;

    /// <summary>A server with the tenant on it; null if it died on the way there.</summary>
    public async Task<(RigHost Host, Uri? Address)> StartAsync(string? crashAt, CancellationToken cancellationToken, bool countsDamage = false)
    {
        var (host, address) = await RigHost.StartAsync(Database, crashAt, countsDamage, cancellationToken);
        try
        {
            if (address is not null)
                await RigCalls.CreateTenantAsync(address, cancellationToken);
        }
        catch (Grpc.Core.RpcException) when (crashAt is not null)
        {
            address = null;
        }

        return (host, address);
    }

    /// <summary>Sends new interactions and what is still open until the server is gone or the time is over.</summary>
    public async Task StreamAsync(RigHost host, Uri address, TimeSpan atMost, CancellationToken cancellationToken, bool isDamaged = false)
    {
        foreach (var sender in _senders)
            sender.ExpectsDamage = isDamaged;
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        over.CancelAfter(atMost);
        var reading = Task.WhenAll(_readers.Select(reader => reader.ReadAsync(address, over.Token)));
        await Task.WhenAll(_senders.Select(async sender =>
        {
            while (!host.Exited.IsCompleted && !over.IsCancellationRequested)
            {
                // A server that is stopping takes nothing for a while; that is no reason to make ever more.
                if (sender.Open > OpenMax)
                {
                    await Task.Delay(TimeSpan.FromMilliseconds(10), cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                }
                else
                {
                    lock (_traffic)
                        sender.Add(_traffic.Make(_random.Next(50, 200)));
                }

                await sender.SendAsync(address, RigCalls.Tenant, cancellationToken);
            }
        }));
        await over.CancelAsync();
        await reading;
    }

    /// <summary>The database lost acknowledged commits, by no fault of the server's: senders begin again.</summary>
    public void ForgetAnswers()
    {
        _databaseWentBack = true;
        foreach (var sender in _senders)
            sender.ForgetAnswers();
        foreach (var reader in _readers)
            reader.Forget();
    }

    /// <summary>Waits until so many more interactions are answered, so that a fault hits traffic on a slow machine as well; half a minute at most.</summary>
    public async Task ProgressAsync(int answers, RigHost host, CancellationToken cancellationToken)
    {
        var target = Answers + answers;
        var patience = Task.Delay(ProgressPatience, cancellationToken);
        while (Answers < target && !patience.IsCompleted && !host.Exited.IsCompleted)
            await Task.Delay(TimeSpan.FromMilliseconds(1), cancellationToken);
    }

    /// <summary>Sends everything that is not answered yet, until it is.</summary>
    public async Task DrainAsync(Uri address, CancellationToken cancellationToken)
    {
        while (_senders.Any(sender => sender.Open > 0))
        {
            cancellationToken.ThrowIfCancellationRequested();
            await Task.WhenAll(_senders.Select(sender => sender.SendAsync(address, RigCalls.Tenant, cancellationToken)));
        }
    }

    /// <summary>Holds ledger, journal, customers, measures and scorecard against each other; all must be answered.</summary>
    /// <param name="channel">To the server.</param>
    /// <param name="around">Runs each comparison, and may make allowance for what is known to be damaged.</param>
    /// <param name="cancellationToken">Stops.</param>
    public Task CompareAsync(GrpcChannel channel, Func<Func<Task>, Task> around, CancellationToken cancellationToken) =>
        new Audit(_traffic.Made, _databaseWentBack ? 0 : _senders.Sum(sender => sender.Accepted)).RunAsync(channel, around, cancellationToken);

    /// <summary>Drains, then holds ledger, journal, customers, measures and scorecard against each other; again after a graceful stop and a start, as <see cref="Lives"/> says.</summary>
    /// <exception cref="RigException">They differ.</exception>
    public async Task AuditAsync(CancellationToken cancellationToken)
    {
        for (var life = 0; life < Lives; life++)
        {
            var (host, address) = await StartAsync(null, cancellationToken);
            await using var started = host;
            try
            {
                await DrainAsync(address!, cancellationToken);
                using var channel = GrpcChannel.ForAddress(address!);
                await CompareAsync(channel, comparison => comparison(), cancellationToken);
                await host.StopAsync();
            }
            catch (Exception exception) when (exception is RigException or Grpc.Core.RpcException)
            {
                throw new RigException($"{exception.Message}\nThe server's last lines:\n{host.Output}");
            }
        }
    }
}
