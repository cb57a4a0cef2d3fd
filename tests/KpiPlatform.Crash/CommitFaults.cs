namespace KpiPlatform.Crash;

/// <summary>The server lives; its connection, or PostgreSQL, dies at a chosen moment of a commit.</summary>
internal static class CommitFaults
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly (CommitMoment Moment, bool StopsDatabase)[] Kinds =
    [
        (CommitMoment.MiddleOfBatch, true),
        (CommitMoment.CommittedNotAnswered, true),
        (CommitMoment.MiddleOfBatch, false),
        (CommitMoment.InDoubt, false),
        (CommitMoment.CommittedNotAnswered, false),
    ];

    /// <summary>Each kind as often as the context says.</summary>
    public static async Task RunAsync(ScenarioContext context, CancellationToken cancellationToken)
    {
        await using var wire = new CommitWire(context.Database.Text);
        var run = context.Run;
        run.Database = wire.ConnectionString;
        var (host, address) = await run.StartAsync(null, cancellationToken);
        await using (host)
        {
            using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var streaming = run.StreamAsync(host, address!, Timeout.InfiniteTimeSpan, enough.Token);
            foreach (var (moment, stopsDatabase) in Kinds)
            {
                for (var i = 0; i < context.Kills && !streaming.IsCompleted; i++)
                {
                    // Some traffic before each, so that each finds the server recovered from the one before.
                    await run.ProgressAsync(context.Random.Next(1, 300), host, cancellationToken);
                    var fault = wire.ArmAsync(moment, () => stopsDatabase ? DatabaseFaults.StopAndStartAsync(context, cancellationToken) : Task.CompletedTask);
                    if (await Task.WhenAny(fault, streaming, Task.Delay(Patience, cancellationToken)) != fault)
                        throw new RigException($"No commit came to {moment} within {Patience.TotalSeconds:0} s, or the server ended:\n{host.Output}");
                    await fault;
                }

                await context.Output.WriteLineAsync($"  {(stopsDatabase ? "PostgreSQL stopped" : "connection cut")} at {moment}, {context.Kills} times");
            }

            if (host.Exited.IsCompleted)
                throw new RigException($"The server ended because its database was away:\n{host.Output}");
            await enough.CancelAsync();
            await streaming;
            await run.DrainAsync(address!, cancellationToken);
        }

        await run.AuditAsync(cancellationToken);
        await context.Output.WriteLineAsync($"  {Kinds.Length * context.Kills} faults at chosen moments of commits; {run.Made} interactions agree everywhere");
    }
}
