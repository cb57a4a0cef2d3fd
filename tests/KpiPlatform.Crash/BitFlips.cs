using Grpc.Core;
using Grpc.Net.Client;

namespace KpiPlatform.Crash;

/// <summary>
/// A bit of a stored row flips while the server is down. Whatever reads the row says so or does without it; every number that is answered is
/// right, recording goes on for who is not concerned, and once the bit is put right all agree.
/// </summary>
internal static class BitFlips
{
    private const int LeastAnswers = 300;
    private const int MostAnswers = 900;
    private const int MostLives = 10;
    private static readonly TimeSpan StreamTime = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan DamagedTime = TimeSpan.FromSeconds(1);

    // One for each kind of row, at least.
    private const int LeastFlips = 5;

    /// <summary>Runs it.</summary>
    public static async Task RunAsync(ScenarioContext context, CancellationToken cancellationToken)
    {
        var run = context.Run;
        var (flips, refused) = (Math.Max(context.Kills, LeastFlips), 0);
        for (var i = 0; i < flips; i++)
        {
            StoredBit? bit = null;
            for (var lives = 0; bit is null; lives++)
            {
                // Snapshots and the like come only after some traffic.
                if (lives == MostLives)
                    throw new RigException("There is no row to flip a bit of.");
                await RecordAsync(context, isKilled: i % 2 == 1, cancellationToken);
                bit = await StoredBit.FlipAsync(context.Database.Text, i, context.Random);
            }

            int found;
            var (host, address) = await run.StartAsync(null, cancellationToken, countsDamage: true);
            await using (host)
            {
                try
                {
                    refused += await LookAsync(run, address!, cancellationToken);
                    await run.StreamAsync(host, address!, DamagedTime, cancellationToken, isDamaged: true);
                }
                catch (Exception exception) when (exception is RigException or RpcException)
                {
                    throw new RigException($"With {bit.What}: {exception.Message}\nThe server's last lines:\n{host.Output}");
                }

                found = host.DamagedRows;
                await host.StopAsync();
            }

            await bit.RestoreAsync();
            await context.Output.WriteLineAsync($"  {bit.What}: found {found} times");
            if (found == 0)
                throw new RigException($"Nobody found {bit.What}.");
        }

        await run.AuditAsync(cancellationToken);
        await context.Output.WriteLineAsync($"  {flips} bits flipped, each found, {refused} reads refused, none wrong; {run.Made} interactions agree everywhere");
    }

    private static async Task RecordAsync(ScenarioContext context, bool isKilled, CancellationToken cancellationToken)
    {
        var (host, address) = await context.Run.StartAsync(null, cancellationToken);
        await using var started = host;
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var streaming = context.Run.StreamAsync(host, address!, StreamTime, enough.Token);
        await context.Run.ProgressAsync(context.Random.Next(LeastAnswers, MostAnswers), host, cancellationToken);
        await enough.CancelAsync();
        await streaming;
        await context.Run.DrainAsync(address!, cancellationToken);
        if (isKilled)
            await host.KillAsync();
        else
            await host.StopAsync();
    }

    /// <summary>Asks for everything: an answer is right, or a refusal that names the damage.</summary>
    /// <returns>How often damage was named.</returns>
    private static async Task<int> LookAsync(Run run, Uri address, CancellationToken cancellationToken)
    {
        using var channel = GrpcChannel.ForAddress(address);
        var refused = 0;
        await run.CompareAsync(channel, IsRight, cancellationToken);
        return refused;

        async Task IsRight(Func<Task> comparison)
        {
            try
            {
                await comparison();
            }
            catch (RpcException exception) when (RigCalls.IsDamage(exception))
            {
                refused++;
            }
        }
    }
}
