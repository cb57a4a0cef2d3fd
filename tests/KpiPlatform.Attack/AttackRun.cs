using System.Diagnostics;
using Grpc.Core;
using Grpc.Net.Client;
using KpiPlatform.Protocol.Health;
using KpiPlatform.Protocol.V1;
using HealthClient = KpiPlatform.Protocol.Health.Health.HealthClient;

namespace KpiPlatform.Attack;

/// <summary>
/// A server, honest callers who go on all the time, and attackers who come and go: rounds with and without an attack take turns, so that what else the
/// machine does weighs on both.
/// </summary>
public sealed class AttackRun : IAsyncDisposable
{
    private static readonly TimeSpan Sample = TimeSpan.FromMilliseconds(100);
    private readonly ServerProcess _server;
    private readonly GrpcChannel _channel;
    private readonly string _attackerKey;
    private readonly string _honestKey;

    private AttackRun(ServerProcess server, GrpcChannel channel, string attackerKey, string honestKey) =>
        (_server, _channel, _attackerKey, _honestKey) = (server, channel, attackerKey, honestKey);

    private const string AttackersTenant = "tenants/attacker";
    private const string HonestTenant = "tenants/honest";

    /// <summary>What the server wrote last.</summary>
    public string Output => _server.Output;

    /// <summary>Starts a server with a tenant for the attacker, with a key and enough data to ask for, and one for honest callers.</summary>
    /// <param name="processors">Which processors the server may use, as taskset takes them; null for all.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<AttackRun> StartAsync(string? processors, CancellationToken cancellationToken)
    {
        var server = await ServerProcess.StartAsync(processors, cancellationToken);
        var channel = GrpcChannel.ForAddress(server.Address);
        var invoker = Keyed.Invoker(channel, ServerProcess.Key);
        var keys = new List<string>();
        foreach (var tenant in new[] { AttackersTenant, HonestTenant })
        {
            await new TenantService.TenantServiceClient(invoker).CreateTenantAsync(
                new() { TenantId = tenant.Split('/')[1], Tenant = new() { CurrencyCode = "EUR", TimeZone = "UTC" } }, cancellationToken: cancellationToken);
            var key = new Key { Principal = "rig", Roles = { Role.TenantAdmin } };
            keys.Add((await new AccessService.AccessServiceClient(invoker).CreateKeyAsync(new() { Parent = tenant, Key = key }, cancellationToken: cancellationToken)).Secret);
        }

        await Plant.FillAsync(invoker, AttackersTenant, cancellationToken);
        return new(server, channel, keys[0], keys[1]);
    }

    /// <summary>Makes one attack.</summary>
    /// <param name="attack">Which.</param>
    /// <param name="rounds">Rounds under attack; one more without.</param>
    /// <param name="length">Of each round.</param>
    /// <param name="connections">For the attack with idle ones.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<AttackResult> RunAsync(Attacks.Attack attack, int rounds, TimeSpan length, int connections, CancellationToken cancellationToken)
    {
        using var load = new HonestLoad(_server.Address, _honestKey, HonestTenant);
        await load.PrepareAsync();
        using var watching = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        load.Start();

        if (attack.IsBuildUp)
            length = TimeSpan.FromSeconds((double)connections / Attacks.Idle.PerSecond);

        // The first calls of a connection are not like the others.
        await RateAsync(load, length / 2, cancellationToken);
        var before = _server.ResidentBytes;
        var watch = PeakAsync(watching.Token);
        var quiet = new List<double> { await RateAsync(load, length, cancellationToken) };
        var attacked = new List<double>();
        var (sent, closed, openMax) = (0L, 0L, 0);
        var (serverLoad, rigLoad) = (new List<double>(), new List<double>());
        for (var round = 0; round < rounds; round++)
        {
            using (var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken))
            {
                // Anew in each round, for it builds up in each.
                var target = new Target(_server.Address, _attackerKey, AttackersTenant, connections);

                // What changes while watchers don't read.
                var attacking = Task.WhenAll(attack.RunAsync(target, ending.Token), Plant.StirAsync(_server.Address, _attackerKey, AttackersTenant, ending.Token));
                if (attack.BuildsUpFirst)
                    await await Task.WhenAny(target.Built, attacking);
                var (since, server, rig) = (Stopwatch.GetTimestamp(), _server.ProcessorTime, Environment.CpuUsage.TotalTime);
                attacked.Add(await RateAsync(load, length, cancellationToken));
                var passed = Stopwatch.GetElapsedTime(since);
                serverLoad.Add((_server.ProcessorTime - server) / passed);
                rigLoad.Add((Environment.CpuUsage.TotalTime - rig) / passed);
                await ending.CancelAsync();
                await attacking;
                (sent, closed, openMax) = (sent + target.Sent, closed + target.Closed, Math.Max(openMax, target.OpenMax));
            }

            quiet.Add(await RateAsync(load, length, cancellationToken));
        }

        await load.StopAsync();
        await watching.CancelAsync();
        List<double> ratios = [.. attacked.Select((rate, round) => 2 * rate / Math.Max(1, quiet[round] + quiet[round + 1]))];
        return new()
        {
            Name = attack.Name,
            Quiet = Median([.. quiet]),
            Attacked = Median([.. attacked]),
            Ratio = Median(ratios),
            Ratios = (ratios.Min(), ratios.Max()),
            ServerLoad = Median(serverLoad),
            RigLoad = Median(rigLoad),
            Failed = load.Failed,
            FirstFailure = load.FirstFailure,
            Before = before,
            Peak = await watch,
            After = _server.ResidentBytes,
            Sent = sent,
            Closed = closed,
            OpenMax = openMax,
            Lives = _server.IsAlive && await IsServingAsync(),
        };
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _channel.Dispose();
        await _server.DisposeAsync();
    }

    private static double Median(List<double> values)
    {
        values.Sort();
        return values.Count % 2 == 1 ? values[values.Count / 2] : (values[(values.Count / 2) - 1] + values[values.Count / 2]) / 2;
    }

    private static async Task<double> RateAsync(HonestLoad load, TimeSpan length, CancellationToken cancellationToken)
    {
        var (since, answered) = (Stopwatch.GetTimestamp(), load.Answered);
        await Task.Delay(length, cancellationToken);
        return (load.Answered - answered) / Stopwatch.GetElapsedTime(since).TotalSeconds;
    }

    private async Task<long> PeakAsync(CancellationToken cancellationToken)
    {
        var peak = 0L;
        while (!cancellationToken.IsCancellationRequested)
        {
            peak = Math.Max(peak, _server.ResidentBytes);
            await Task.Delay(Sample, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return peak;
    }

    private async Task<bool> IsServingAsync()
    {
        try
        {
            var answer = await new HealthClient(_channel).CheckAsync(new(), deadline: TimeProvider.System.GetUtcNow().UtcDateTime.AddSeconds(30));
            return answer.Status == HealthCheckResponse.Types.ServingStatus.Serving;
        }
        catch (RpcException)
        {
            return false;
        }
    }
}
