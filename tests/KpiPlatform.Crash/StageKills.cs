using System.Globalization;
using KpiPlatform.Domain.Journal;

namespace KpiPlatform.Crash;

/// <summary>The server kills itself with SIGKILL at every stage of ingestion, many times, on one database; then everything must agree.</summary>
internal static class StageKills
{
    /// <summary>Lives for each death that is asked for: one in which a stage is not passed as often as it should be ends without one.</summary>
    private const int MostLives = 2;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>Runs it; the output gets a line for each stage.</summary>
    public static async Task RunAsync(ScenarioContext context, CancellationToken cancellationToken)
    {
        var (run, kills, random) = (context.Run, context.Kills, context.Random);
        var isShared = context is { IsShort: true, IsShared: true };
        var mine = context.Stages.Where(stage => !isShared || ((int)stage % 2 == 0) == context.Server is null).ToArray();
        run.Lives = 2;
        foreach (var stage in mine)
        {
            var died = 0;
            for (var i = 0; died < kills && i < kills * MostLives; i++)
            {
                // Some at the stage itself, some a moment later, when what it began is under way.
                var delay = i % 2 == 0 ? 0 : random.Next(200, 4_000);
                var crashAt = string.Create(CultureInfo.InvariantCulture, $"{stage}:{random.Next(1, PassesOf(stage))}:{delay}");
                var (host, address) = await run.StartAsync(crashAt, cancellationToken);
                await using var started = host;
                if (address is not null)
                    await run.StreamAsync(host, address, Patience, cancellationToken);
                died += host.Exited.IsCompleted ? 1 : 0;
            }

            // Stages come before the database or follow it: a short run tries every other one on each, and compares once, at its end: comparing costs more than dying.
            var compares = !context.IsShort || stage == mine[^1];
            if (compares)
                await run.AuditAsync(cancellationToken);
            await context.Output.WriteLineAsync($"  {stage,-15} {died} of {kills} kills; {run.Made} interactions {(compares ? "agree everywhere" : "sent")}");
            if (died == 0)
                throw new RigException($"The server never came to stage {stage}: nothing was tried.");
        }
    }

    // How often a stage is passed within a few seconds of traffic.
    private static int PassesOf(IngestStage stage) => stage switch
    {
        IngestStage.Checkpointed => 3,
        IngestStage.SnapshotWritten => 3,
        IngestStage.Queued => 400,
        _ => 60,
    };
}
