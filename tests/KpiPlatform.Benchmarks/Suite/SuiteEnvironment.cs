using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;
using KpiPlatform.Testing.Databases;
using Npgsql;

namespace KpiPlatform.Benchmarks.Suite;

/// <summary>What was measured on, and of which version.</summary>
/// <param name="Date">When, UTC.</param>
/// <param name="Commit">Commit of the source, with "+" behind it if it was changed since.</param>
/// <param name="Processors">Processors that this process may use.</param>
/// <param name="MemoryBytes">Memory of the machine.</param>
/// <param name="OperatingSystem">Its name and version.</param>
/// <param name="Runtime">.NET.</param>
/// <param name="Database">PostgreSQL's version.</param>
/// <param name="DatabaseSettings">Those of its settings that durability and speed hang on.</param>
internal sealed record SuiteEnvironment(
    DateTimeOffset Date, string Commit, int Processors, long MemoryBytes, string OperatingSystem, string Runtime, string Database, IReadOnlyDictionary<string, string> DatabaseSettings)
{
    private static readonly string[] Settings =
        ["fsync", "synchronous_commit", "full_page_writes", "wal_sync_method", "wal_level", "shared_buffers", "max_wal_size", "checkpoint_timeout"];

    public static async Task<SuiteEnvironment> ReadAsync(PostgresServer server, CancellationToken cancellationToken)
    {
        await using var dataSource = NpgsqlDataSource.Create(server.ConnectionString);
        var settings = new Dictionary<string, string>();
        foreach (var name in Settings)
            settings[name] = await AskAsync($"show {name}");
        return new(
            TimeProvider.System.GetUtcNow(),
            Revision(),
            Environment.ProcessorCount,
            GC.GetGCMemoryInfo().TotalAvailableMemoryBytes,
            RuntimeInformation.OSDescription,
            RuntimeInformation.FrameworkDescription,
            $"PostgreSQL {await AskAsync("show server_version")}",
            settings);

        async Task<string> AskAsync(string sql)
        {
            await using var command = dataSource.CreateCommand(sql);
            return (string)(await command.ExecuteScalarAsync(cancellationToken))!;
        }
    }

    /// <summary>Processes that want to run, on average of the last minute; more than there are processors means that others were at work. NaN where nobody says.</summary>
    public static double Load()
    {
        const string File = "/proc/loadavg";
        return System.IO.File.Exists(File) ? double.Parse(System.IO.File.ReadAllText(File).Split(' ')[0]) : double.NaN;
    }

    private static string Revision()
    {
        if (Git("rev-parse", "--short=12", "HEAD") is { Length: > 0 } head)
            return Git("status", "--porcelain", "--untracked-files=no", "src", "protos") is { Length: > 0 } ? $"{head}+" : head;
        var version = typeof(SuiteEnvironment).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";
        return version[(version.IndexOf('+', StringComparison.Ordinal) + 1)..];
    }

    private static string? Git(params string[] arguments)
    {
        try
        {
            using var git = Process.Start(new ProcessStartInfo("git", ["-C", SuiteResults.Root() ?? ".", .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
            var text = git.StandardOutput.ReadToEnd().Trim();
            git.WaitForExit();
            return git.ExitCode == 0 ? text : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            // There is no git.
            return null;
        }
    }
}
