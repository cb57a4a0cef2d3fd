using Npgsql;

namespace KpiPlatform.Crash;

/// <summary>The server lives; PostgreSQL, or the way to it, dies under it.</summary>
internal static class DatabaseFaults
{
    private const int MostAnswers = 1_500;
    private const int AwayMilliseconds = 3_000;
    private static readonly TimeSpan Recovery = TimeSpan.FromSeconds(60);

    /// <summary>PostgreSQL stopped with "immediate" in the middle of batches, away for up to three seconds, and started again.</summary>
    public static Task CrashAsync(ScenarioContext context, CancellationToken cancellationToken) => UnderTrafficAsync(
        context, () => StopAndStartAsync(context, cancellationToken), cancellationToken);

    /// <summary>Every connection of the server ended from within PostgreSQL, whatever it was doing.</summary>
    public static Task CutAsync(ScenarioContext context, CancellationToken cancellationToken) => UnderTrafficAsync(
        context,
        async () =>
        {
            await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(context.Database.Text) { Pooling = false }.ConnectionString);
            await using var command = source.CreateCommand(
                "select count(pg_terminate_backend(pid)) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()");
            await command.ExecuteScalarAsync(cancellationToken);
        },
        cancellationToken);

    /// <summary>PostgreSQL stopped with "immediate", away for up to three seconds, and started again; returns once it serves.</summary>
    public static async Task StopAndStartAsync(ScenarioContext context, CancellationToken cancellationToken)
    {
        await context.Server!.StopImmediatelyAsync();
        await Task.Delay(TimeSpan.FromMilliseconds(context.Random.Next(AwayMilliseconds)), cancellationToken);
        await context.Server.StartAgainAsync();
        await WhenServingAsync(context.Database.Text, cancellationToken);
    }

    private static async Task UnderTrafficAsync(ScenarioContext context, Func<Task> fault, CancellationToken cancellationToken)
    {
        var run = context.Run;
        var (host, address) = await run.StartAsync(null, cancellationToken);
        await using (host)
        {
            using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var streaming = run.StreamAsync(host, address!, Timeout.InfiniteTimeSpan, enough.Token);
            for (var i = 0; i < context.Kills && !streaming.IsCompleted; i++)
            {
                await run.ProgressAsync(context.Random.Next(MostAnswers), host, cancellationToken);
                await fault();
            }

            if (host.Exited.IsCompleted)
                throw new RigException($"The server ended because its database was away:\n{host.Output}");
            await enough.CancelAsync();
            await streaming;
            await run.DrainAsync(address!, cancellationToken);
        }

        await run.AuditAsync(cancellationToken);
        await context.Output.WriteLineAsync($"  {context.Kills} faults under traffic; {run.Made} interactions agree everywhere");
    }

    private static async Task WhenServingAsync(string connectionString, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Recovery);
        while (true)
        {
            try
            {
                await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
                await connection.OpenAsync(patience.Token);
                return;
            }
            catch (NpgsqlException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), patience.Token);
            }
        }
    }
}
