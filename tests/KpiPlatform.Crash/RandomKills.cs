namespace KpiPlatform.Crash;

/// <summary>SIGKILL from outside at any moment, again and again on one database, starting up and recovering included.</summary>
internal static class RandomKills
{
    private const int MostAnswers = 1_500;

    /// <summary>Runs it.</summary>
    public static async Task RunAsync(ScenarioContext context, CancellationToken cancellationToken)
    {
        var (run, kills, random) = (context.Run, context.Kills, context.Random);
        for (var i = 0; i < kills; i++)
        {
            var (host, address) = await run.StartAsync(null, cancellationToken);
            await using var started = host;
            var streaming = run.StreamAsync(host, address!, TimeSpan.FromSeconds(30), cancellationToken);
            await run.ProgressAsync(random.Next(MostAnswers), host, cancellationToken);
            await host.KillAsync();
            await streaming;
        }

        await run.AuditAsync(cancellationToken);
        await context.Output.WriteLineAsync($"  {kills} kills at any moment; {run.Made} interactions agree everywhere");
    }
}
