using System.Diagnostics;

namespace KpiPlatform.Crash;

/// <summary>What can happen to a file under SQLite.</summary>
internal static class FileFaults
{
    private const int MostAnswers = 1_500;
    private static readonly TimeSpan StreamTime = TimeSpan.FromSeconds(30);

    /// <summary>
    /// After a kill the end of the write-ahead log is missing, at any byte. Commits are lost then that were acknowledged, by the disk's
    /// fault; what is left must be whole commits, counted everywhere alike, and sending all again must make all whole.
    /// </summary>
    public static async Task CutWalAsync(ScenarioContext context, CancellationToken cancellationToken)
    {
        var run = context.Run;
        for (var i = 0; i < context.Kills; i++)
        {
            var (host, address) = await run.StartAsync(null, cancellationToken);
            await using (host)
            {
                var streaming = run.StreamAsync(host, address!, StreamTime, cancellationToken);
                await run.ProgressAsync(context.Random.Next(MostAnswers), host, cancellationToken);
                await host.KillAsync();
                await streaming;
            }

            var log = new FileInfo(context.Database.Text + "-wal");
            if (!log.Exists)
                continue;
            await using (var file = log.OpenWrite())
                file.SetLength(context.Random.NextInt64(log.Length + 1));
            run.ForgetAnswers();
        }

        await run.AuditAsync(cancellationToken);
        await context.Output.WriteLineAsync($"  {context.Kills} cuts; {run.Made} interactions agree everywhere");
    }

    /// <summary>The disk fills up under traffic. What was not acknowledged may be refused for now; once there is room, all goes on, in this server or the next.</summary>
    public static async Task FillDiskAsync(ScenarioContext context, CancellationToken cancellationToken)
    {
        var run = context.Run;
        var ballast = Path.Combine(Path.GetDirectoryName(context.Database.Text)!, "ballast");
        for (var i = 0; i < context.Kills; i++)
        {
            var (host, address) = await run.StartAsync(null, cancellationToken);
            await using var started = host;
            using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var streaming = run.StreamAsync(host, address!, Timeout.InfiniteTimeSpan, enough.Token);
            await run.ProgressAsync(context.Random.Next(MostAnswers), host, cancellationToken);
            await FillAsync(ballast);
            await Task.WhenAny(Task.Delay(TimeSpan.FromSeconds(3), cancellationToken), host.Exited);
            File.Delete(ballast);
            await Task.WhenAny(Task.Delay(TimeSpan.FromSeconds(2), cancellationToken), host.Exited);
            await enough.CancelAsync();
            await streaming;
        }

        await run.AuditAsync(cancellationToken);
        await context.Output.WriteLineAsync($"  full {context.Kills} times; {run.Made} interactions agree everywhere");
    }

    // Until nothing more goes in.
    private static async Task FillAsync(string file)
    {
        using var filling = Process.Start(new ProcessStartInfo("dd", ["if=/dev/zero", $"of={file}", "bs=64k"]) { RedirectStandardError = true, UseShellExecute = false })!;
        await filling.StandardError.ReadToEndAsync();
        await filling.WaitForExitAsync();
    }
}
